-- The only statements that touch dossiers, in SQL that DuckDB runs and SQLGlot translates.
--
-- `dossiers`  the current state of every dossier (canonical columns, see vocabulary.py)
-- `calendar`  one row per day: day; slot and next_slot = first day of the slot of this day and of the
--             next one, as YYYYMMDD; workday = ordinal of the working day; saturday = 1 or 0
--
-- A slot is the stretch between two cuts (the 1st and 15th of each month, and the bounds of explicit
-- periods), so any period of any convention is a range of slots. 99991231 stands for "not yet".
-- Only integers are counted: no quantile, window or time zone function runs in an engine. A missing text
-- stays missing here: replacing it in every row would cost more than the counting (see tables.py).
-- {timeliness}, {apart}, {pause} and {due_day} are expressions of the named rule.

-- name: dated
-- The status decides whether a dossier has ended; an end before the reception counts as at the reception.
SELECT *, CASE WHEN ending = 'result' AND handed_on IS NOT NULL THEN GREATEST(handed_on, ended) END AS returned
FROM (
SELECT *, CAST(ended_at AS DATE) AS ended
FROM (
    SELECT
        agency, field, procedure, level, service_level, channel, return_channel, rating,
        paid_online, digitised, out_of_territory, received_at, due_at, returned_at,
        supplement_requested_at, supplement_received_at,
        CAST(received_at AS DATE) AS received, CAST(due_at AS DATE) AS due, CAST(returned_at AS DATE) AS handed_on,
        CASE
            WHEN status IN ('in_progress', 'paused') THEN NULL
            WHEN status IN ('withdrawn', 'refused') THEN status
            ELSE 'result'
        END AS ending,
        CASE
            WHEN status IN ('in_progress', 'paused') OR COALESCE(resolved_at, returned_at) IS NULL THEN NULL
            ELSE GREATEST(COALESCE(resolved_at, returned_at), received_at)
        END AS ended_at,
        CASE
            WHEN status = 'paused' THEN COALESCE(CAST(supplement_requested_at AS DATE), CAST(received_at AS DATE))
            WHEN supplement_received_at IS NOT NULL THEN CAST(supplement_requested_at AS DATE)
        END AS paused_from,
        CASE WHEN status = 'paused' THEN NULL ELSE CAST(supplement_received_at AS DATE) END AS paused_until
    FROM dossiers
    WHERE status IS NULL OR status NOT IN ('registered', 'not_accepted')
) AS typed
) AS closed

-- name: dated_in_workdays
-- The same with the ordinals of working days, for rules that count them.
SELECT
    d.*, end_day.workday AS ended_workday,
    COALESCE(due_day.workday, CASE WHEN d.due < d.received THEN 0 ELSE 999999 END) AS due_workday
FROM ({dated}) AS d
LEFT JOIN calendar AS end_day ON end_day.day = d.ended
LEFT JOIN calendar AS due_day ON due_day.day = d.due

-- name: received
SELECT
    c.slot, agency, field, procedure, level, service_level, channel,
    COUNT(*) AS dossiers,
    COUNT(CASE WHEN c.saturday = 1 THEN 1 END) AS saturday,
    COUNT(out_of_territory) AS out_of_territory_recorded,
    COUNT(CASE WHEN out_of_territory THEN 1 END) AS out_of_territory,
    COUNT(digitised) AS digitised_recorded,
    COUNT(CASE WHEN digitised THEN 1 END) AS digitised,
    COUNT(paid_online) AS paid_online_recorded,
    COUNT(CASE WHEN paid_online THEN 1 END) AS paid_online
FROM dated
JOIN calendar AS c ON c.day = received
GROUP BY c.slot, agency, field, procedure, level, service_level, channel

-- name: counted
-- Four tables in one pass, each a grouping set; of GROUPING(key) = 0 each has one key of its own. What does
-- not belong to a table has no such key there: it falls into few groups, which the table leaves out. Saturdays are
-- counted: as keys they would nearly double the groups of the largest table.
SELECT
    agency, field, procedure, level, service_level, channel, ending, timeliness, return_channel, rating,
    received_slot, closed_slot, aged_from, ended_slot, workdays, returned_slot, handed_over,
    CASE
        WHEN GROUPING(procedure) = 0 THEN 'ended' WHEN GROUPING(workdays) = 0 THEN 'durations'
        WHEN GROUPING(handed_over) = 0 THEN 'returned' ELSE 'ages'
    END AS counts,
    COUNT(*) AS dossiers, COUNT(ended_saturday) AS ended_saturdays, COUNT(returned_saturday) AS returned_saturdays
FROM (
    SELECT
        agency, field, procedure, level, service_level, channel, ending, return_channel, rating,
        {timeliness} AS timeliness, r.slot AS received_slot, COALESCE(e.slot, 99991231) AS closed_slot,
        CASE WHEN r.slot < COALESCE(e.slot, 99991231) THEN r.workday END AS aged_from,
        e.slot AS ended_slot, NULLIF(e.saturday, 0) AS ended_saturday,
        CASE WHEN ending NOT IN ({apart}) THEN e.workday - r.workday END AS workdays,
        h.slot AS returned_slot, NULLIF(h.saturday, 0) AS returned_saturday,
        CASE WHEN returned IS NOT NULL THEN 1 WHEN rating IS NOT NULL THEN 0 END AS handed_over
    FROM dated
    JOIN calendar AS r ON r.day = received
    LEFT JOIN calendar AS e ON e.day = ended
    -- A rating counts when the result was handed over, else when processing ended, else at reception.
    JOIN calendar AS h ON h.day = COALESCE(returned, ended, received)
) AS placed
GROUP BY GROUPING SETS (
    (ended_slot, agency, field, procedure, level, service_level, channel, ending, timeliness),
    (ended_slot, agency, field, workdays),
    (returned_slot, agency, field, return_channel, rating, handed_over),
    (received_slot, closed_slot, aged_from, agency)
)

-- name: ended
-- No timeliness: stands apart, not resolved under the rule.
SELECT
    ended_slot AS slot, agency, field, procedure, level, service_level, channel, ending, timeliness,
    dossiers, ended_saturdays AS saturday
FROM counted
WHERE counts = 'ended' AND ended_slot IS NOT NULL

-- name: durations
-- Working days from reception to the end of processing, of what is resolved under the rule.
SELECT ended_slot AS slot, agency, field, workdays, dossiers
FROM counted
WHERE counts = 'durations' AND workdays IS NOT NULL

-- name: returned
SELECT
    returned_slot AS slot, agency, field, return_channel, rating, handed_over,
    dossiers, returned_saturdays AS saturday
FROM counted
WHERE counts = 'returned' AND handed_over IS NOT NULL

-- name: ages
-- Dossiers that were open at the end of some slot, by the working day of their reception.
SELECT received_slot, closed_slot, aged_from AS received_workday, agency, dossiers
FROM counted
WHERE counts = 'ages' AND aged_from IS NOT NULL

-- name: states
-- Only dossiers that were overdue, paused or waiting to be collected at the end of some slot. A state
-- lasts from one slot up to, not including, another one.
SELECT
    received_slot, closed_slot, overdue_slot, paused_slot, resumed_slot, returned_slot,
    CASE WHEN overdue_slot < closed_slot THEN due_ordinal END AS due_workday,
    CASE WHEN {pause} THEN 1 ELSE 0 END AS pause_in_time,
    agency, field, procedure, level, service_level, channel, COUNT(*) AS dossiers
FROM (
    SELECT
        d.*, r.slot AS received_slot, COALESCE(e.slot, 99991231) AS closed_slot,
        CASE WHEN due IS NULL THEN 99991231 WHEN due < received THEN r.slot
            ELSE COALESCE({due_day}, 99991231) END AS overdue_slot,
        COALESCE(u.workday, 0) AS due_ordinal,
        CASE WHEN paused_from < received THEN r.slot ELSE COALESCE(p.slot, 99991231) END AS paused_slot,
        COALESCE(s.slot, 99991231) AS resumed_slot,
        CASE WHEN ended IS NULL OR ending <> 'result' THEN 0 ELSE COALESCE(h.slot, 99991231) END AS returned_slot
    FROM (
        SELECT * FROM dated
        -- Cheap to ask, and most dossiers are none of these.
        WHERE ended IS NULL OR due < ended OR paused_from IS NOT NULL OR returned IS NULL OR returned > ended
    ) AS d
    JOIN calendar AS r ON r.day = received
    LEFT JOIN calendar AS e ON e.day = ended
    LEFT JOIN calendar AS u ON u.day = due
    LEFT JOIN calendar AS p ON p.day = paused_from
    LEFT JOIN calendar AS s ON s.day = paused_until
    LEFT JOIN calendar AS h ON h.day = returned
) AS placed
WHERE overdue_slot < closed_slot OR paused_slot < closed_slot OR closed_slot < returned_slot
GROUP BY
    received_slot, closed_slot, overdue_slot, paused_slot, resumed_slot, returned_slot,
    CASE WHEN overdue_slot < closed_slot THEN due_ordinal END, CASE WHEN {pause} THEN 1 ELSE 0 END,
    agency, field, procedure, level, service_level, channel

-- name: by_rule
-- How each named rule judges what ended: {judged} and {sets} name one column and one grouping set a rule.
SELECT c.slot, {rules}, COUNT(*) AS dossiers
FROM (SELECT ended, {judged} FROM dated) AS judged
JOIN calendar AS c ON c.day = ended
GROUP BY GROUPING SETS ({sets})

-- name: span
-- First day met, first end, last due date, last recorded event, dossiers in the statistics.
SELECT
    CAST(MIN(received_at) AS DATE) AS first_day,
    CAST(COALESCE(MIN(COALESCE(resolved_at, returned_at)), MIN(received_at)) AS DATE) AS whole_from,
    CAST(MAX(due_at) AS DATE) AS last_due,
    CAST(GREATEST(MAX(received_at), MAX(resolved_at), MAX(returned_at)) AS DATE) AS last_event,
    COUNT(*) AS dossiers
FROM dossiers
WHERE status IS NULL OR status NOT IN ('registered', 'not_accepted')
