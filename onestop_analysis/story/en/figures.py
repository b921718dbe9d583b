"""What each figure is called, and how it is made, in the origins of numbers."""

MEASURES = {
    "received": "Dossiers received",
    "resolved": "Dossiers resolved",
    "resolved_by_rule": "Resolved dossiers",
    "withdrawn": "Dossiers withdrawn",
    "refused": "Dossiers refused",
    "result_returned": "Results handed over",
    "waiting": "Results waiting for collection",
    "pending": "Dossiers in progress",
    "overdue": "Dossiers overdue",
    "paused": "Dossiers waiting for a supplement",
    "satisfaction_votes": "Ratings",
    "working_days": "Working days",
    "paid_online": "Dossiers paid online",
    "digitised": "Dossiers with digitised components",
    "received_per_workday": "New dossiers per working day",
    "received_without": "Dossiers received, without the suspended procedure",
    "on_time_rate": "Rate resolved early or on time",
    "online_rate": "Share received online",
    "paid_online_rate": "Share paid online",
    "digitised_rate": "Share with digitised components",
    "resolved_per_late": "Dossiers resolved for each late one",
    "received_forecast": "Forecast of new dossiers",
    "received_forecast_low": "Forecast of new dossiers, low",
    "received_forecast_high": "Forecast of new dossiers, high",
    "forecast_coverage": "Likelihood that the actual number lies in the forecast range",
    "forecast_error": "Average error of the forecast",
    "naive_forecast_error": "Average error of repeating the last period",
    "late_low": "Late dossiers, low by chance",
    "late_high": "Late dossiers, high by chance",
    "late_rate_low": "Rate of late dossiers, low by chance",
    "late_rate_high": "Rate of late dossiers, high by chance",
    "periods_on_record": "Periods on record",
    "peer_centres": "Centres of the group",
}
# What a measure's name ends or begins with, and what is said before the rest of it.
ENDINGS = {
    "_change": "Change",
    "_mean": "Mean of the months",
    "_lower_limit": "Lower limit",
    "_upper_limit": "Upper limit",
    "_target": "Target",
    "_needed": "Dossiers that the target takes",
    "_missing": "Dossiers missing to the target",
}
PEERS = "Group of centres"
FORMULAS = {
    "dossier": "dossiers counted",
    "vote": "ratings counted",
    "workday": "counted by the calendar of working days",
    "_mean": "mean of the months of the control chart",
    "_limit": "limit of the control chart, see Methods",
    "peer_limit": "funnel limit of the group, see Methods",
    "received_forecast": "forecast, see Methods",
    "forecast_coverage": "convention of the forecast range",
    "forecast_error": "average over the periods before",
    "late_": "Poisson interval of {counts}",
    "late_rate_": "Wilson interval of {counts}",
    "on_time_rate_change": "Kitagawa's decomposition of the unrounded rates",
    "_needed": "target times whole, rounded up",
    "_missing": "needed less reached",
    "_target": "stated by the Centre",
    "periods_on_record": "periods with data, counted",
    "peer_centres": "centres with data, counted",
}
PARTS = {"performance": "by the agencies' own results", "mix": "by the mix of dossiers"}
RULE = "rule “{rule}”"
VERSUS = "on {period}"
OTHERS = "all other agencies"
SOURCE = "data set {digest} ({files} files, see the table Data sources)"
