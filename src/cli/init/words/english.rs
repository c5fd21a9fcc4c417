//! What lists of projects call a column in English, beside the usual headers.
//!
//! Holds words only: they are proposed, and a person confirms them.

/// The columns, and what they are called, parted by `|`.
pub const ENGLISH: &[(&[&str], &str)] = &[
    (
        &["budget", "total_investment"],
        "total budget|approved budget|budgeted cost|budget amount|original cost|sanctioned cost|contract value|\
         project cost|total cost|total project budget|whole life cost|whole life cost baseline|\
         total eligible cost|total eligible expenditure|lifecycle cost|total commitment|approved cost|\
         estimated cost|est. cost|estimated total cost|total estimated cost",
    ),
    (&["start_date", "started_date"], "start date|commencement date|construction start"),
    (&["end_date", "forecast_date"], "completion date|end date|finish date|planned end"),
    (
        &["annual_plan", "annual_target"],
        "annual budget|current year budget|budget for the year|annual allocation|fiscal year budget",
    ),
    (
        &["project_id"],
        "project number|project no|project no.|project code|project ref|project #|reference|pid|ref|scheme id|\
         contract number|wbs|deliverable id|sl. no. of project|operation id|operation code|operation number|\
         project identifier|investment id|unique investment identifier|gmpp id number|gmpp id|award id|\
         loan number|pap code",
    ),
    (
        &["name"],
        "project|project title|title|project description|description|scheme|scheme name|name of work|\
         name of the project|name of project|work|activity|program/project|programme/project|operation name|\
         project/scheme|investment title|name of scheme",
    ),
    (
        &["unit_name"],
        "department|agency|ministry|sponsor|lead agency|managing agency|implementing agency|executing agency|\
         owner|division|organisation|organization|operator|authority|directorate|lead department|proponent|\
         beneficiary|beneficiary name|borrower|recipient|ultimate recipient|mda|implementing office|\
         implementing unit|responsible agency|executing entity",
    ),
    (
        &["cumulative"],
        "spent to date|spend to date|expenditure to date|actual to date|cost to date|cumulative expenditure|\
         cumulative spend|cumulative cost|total spent|total expenditure|actual expenditure|actual cost|\
         expenditure|expenditure till date|amount spent|paid to date|disbursed|disbursement|expenditures to date|\
         cum. expenditure|cum expenditure|ytd expenditure|expenditure ytd|year to date expenditure|ytd actual|\
         claims paid|eu payments|payments|amount paid to date|total disbursed|amount disbursed",
    ),
    (&["total_investment"], "budget|total project cost"),
    (&["budget"], "current budget|contract sum|planned value|commitment amount|contract amount"),
    (
        &["percent"],
        "percent complete|percentage complete|% complete|% completed|% done|complete|physical progress|\
         completion rate|completion|progress|level of completion|physical accomplishment|physical completion",
    ),
    (&["start_date"], "project start|planned start|date of approval"),
    (&["end_date"], "planned completion|due date|original completion date|date of commissioning"),
    (
        &["forecast_date"],
        "forecast completion|forecast end date|estimated completion|est. completion|expected completion|\
         revised completion date|anticipated completion|anticipated date of completion|projected completion|\
         project end date|operation end date|closing date|target completion|expected completion date|\
         anticipated date of commissioning|revised date of commissioning|forecasted construction end date",
    ),
    (
        &["started_date"],
        "actual start|actual start date|date started|date of commencement|start on site|start of works|\
         operation start date|actual commencement",
    ),
    (&["finished_date"], "actual end|actual end date|actual finish|actual completion|date completed"),
    (&["declared"], "rag|rag status|rag rating|delivery confidence|delivery confidence assessment|traffic light"),
    (&["status"], "status|project status|progress update|comments|remarks|commentary|narrative"),
    (&["category"], "sector|project type|programme|program|discipline"),
    (
        &["town"],
        "ward|neighborhood|neighbourhood|village|council district|borough|district|suburb|municipality|location|region|county|state",
    ),
    (&["phase"], "stage|current stage|project phase|current phase|phase"),
    (&["report_date"], "report date|reporting date|data date|as of date"),
];
