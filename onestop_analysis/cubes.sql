-- The only statements that touch dossiers: three cubes of integer counts, in portable SQL.
--
-- `dossiers`  the current state of every dossier (canonical columns, see vocabulary.py)
-- `calendar`  one row per day: day; slot = first day of its slot as YYYYMMDD; workday = ordinal
--
-- A slot is the stretch between two cuts (the 1st and 15th of each month, and the bounds of explicit
-- periods), so any period of any convention is a range of slots. Open ends are 99991231.
-- {timeliness} is the expression of the named rule.

-- name: facts
SELECT
    d.agency, d.field, d.procedure, d.level, d.service_level, d.channel, d.status, d.return_channel, d.rating,
    received.slot AS received_slot,
    COALESCE(closed.slot, 99991231) AS closed_slot,
    COALESCE(handed.slot, 99991231) AS returned_slot,
    -- The slot of the day after the due date: a dossier is overdue at the end of every slot from here on.
    COALESCE(after_due.slot, 99991231) AS overdue_slot,
    closed.workday - received.workday AS workdays,
    CASE WHEN closed.slot IS NULL THEN NULL ELSE d.timeliness END AS timeliness
FROM (
    SELECT *, {timeliness} AS timeliness
    FROM (
        SELECT
            agency, field, procedure, level, service_level, channel, status, return_channel, rating,
            CAST(received_at AS DATE) AS received,
            CAST(due_at AS DATE) AS due,
            CAST(COALESCE(resolved_at, returned_at) AS DATE) AS resolved,
            CAST(returned_at AS DATE) AS returned
        FROM dossiers
        WHERE status NOT IN ('registered', 'not_accepted')
    ) AS dated
) AS d
JOIN calendar AS received ON received.day = d.received
LEFT JOIN calendar AS closed ON closed.day = d.resolved
LEFT JOIN calendar AS handed ON handed.day = d.returned
LEFT JOIN calendar AS after_due ON after_due.previous_day = d.due

-- name: received
SELECT received_slot, agency, field, procedure, level, service_level, channel, COUNT(*) AS dossiers
FROM facts
GROUP BY received_slot, agency, field, procedure, level, service_level, channel

-- name: resolved
SELECT
    closed_slot, returned_slot, agency, field, procedure, level, channel, status, timeliness, workdays,
    return_channel, rating, COUNT(*) AS dossiers
FROM facts
WHERE closed_slot < 99991231
GROUP BY
    closed_slot, returned_slot, agency, field, procedure, level, channel, status, timeliness, workdays,
    return_channel, rating

-- name: stock
-- Only dossiers that were open at the end of some slot: the others are never carried over or pending.
SELECT
    received_slot, closed_slot, overdue_slot, agency, field, procedure, level, service_level, channel,
    CASE WHEN status = 'paused' THEN 1 ELSE 0 END AS paused, COUNT(*) AS dossiers
FROM facts
WHERE closed_slot > received_slot
GROUP BY
    received_slot, closed_slot, overdue_slot, agency, field, procedure, level, service_level, channel,
    CASE WHEN status = 'paused' THEN 1 ELSE 0 END
