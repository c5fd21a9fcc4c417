//! Series as offices of other countries print them: headings that say a part, totals that sum nothing, rows that count the columns.

use super::series::told;

fn lines(text: &str) -> Vec<String> {
    told(text).lines().map(str::to_string).collect()
}

#[test]
fn a_row_that_counts_the_columns_is_neither_a_region_nor_a_month() {
    let read = ["North GDP 2019 = 10 €m", "North GDP 2020 = 11 €m", "South GDP 2019 = 20 €m", "South GDP 2020 = 21 €m"];
    for table in [
        "Region,2019,2020\n1,2,3\nNorth,10,11\nSouth,20,21\n",
        "1,2,3\nRegion,2019,2020\nNorth,10,11\nSouth,20,21\n",
        "Region,2019,2020\n(1),(2),(3)\nNorth,10,11\nSouth,20,21\n",
    ] {
        assert_eq!(lines(&format!("GDP (€ million)\n{table}")), read, "{table}");
    }
    // Without a title above it the numbers are none either.
    assert_eq!(lines("1,2,3\nRegion,2019,2020\nNorth,10,11\n"), ["North 2019 = 10", "North 2020 = 11"]);
    let down = lines("Year,GDP (€m),Population\n1,2,3\n2019,10,7\n2020,11,8\n");
    assert_eq!(down, ["GDP 2019 = 10 €m", "Population 2019 = 7", "GDP 2020 = 11 €m", "Population 2020 = 8"]);
    // A region A with 1 and 2 is one.
    assert_eq!(lines("Region,2019,2020\nA,1,2\nB,3,4\n").len(), 4);
}

#[test]
fn a_month_that_heads_rows_below_years_is_the_month_of_their_figures() {
    let months = lines(
        "Visitors (thousands),,\nRegion,2020,2021\nJanuary,,\nNorth,10,11\nSouth,20,21\nFebruary,,\nNorth,30,31\nAnnual,,\nNorth,40,41\n",
    );
    let read = [
        "North Visitors 2020-01 = 10 thousands",
        "North Visitors 2021-01 = 11 thousands",
        "South Visitors 2020-01 = 20 thousands",
        "South Visitors 2021-01 = 21 thousands",
        "North Visitors 2020-02 = 30 thousands",
        "North Visitors 2021-02 = 31 thousands",
        "North Visitors 2020 = 40 thousands",
        "North Visitors 2021 = 41 thousands",
    ];
    assert_eq!(months[..8], read, "{months:?}");
    // A heading of a month whose rows are others is no row without figures, and one above columns of quarters says nothing sure.
    let other = told("Visitors,,\nRegion,2020,2021\nQ1,,\nNorth,10,11\nQ2,,\nEast,30,31\n");
    assert!(other.contains("North Visitors 2020-Q1 = 10") && other.contains("East Visitors 2021-Q2 = 31"), "{other}");
    assert!(!other.contains("no_value"), "{other}");
    let unclear = told("Visitors,,\nRegion,Q1 2020,Q2 2020\nJanuary,,\nNorth,10,11\nFebruary,,\nNorth,30,31\n");
    assert!(!unclear.contains("= 10") && unclear.contains("NotADate"), "{unclear}");
}

#[test]
fn a_heading_right_below_the_header_is_a_part_of_what_the_title_says() {
    let parts = told(
        "Unemployment rate (%)\nRegion,2020,2021\nMales,,\nNorth,5.1,5.2\nSouth,6.1,6.2\nFemales,,\nNorth,4.1,4.2\nSouth,4.4,4.5\n",
    );
    for line in ["North Unemployment rate, Males 2020 = 5.1 %", "South Unemployment rate, Females 2021 = 4.5 %"] {
        assert!(parts.contains(line), "{parts}");
    }
    // Growth is no amount of the title's unit, and an indicator of its own has its own unit.
    let others = told(
        "Output (€ million)\nRegion,2020,2021\nServices,,\nNorth,5,6\nGrowth (%),,\nNorth,4.1,4.2\nExports (USD million),,\nNorth,1,2\n",
    );
    for line in ["North Output, Services 2020 = 5 €m", "North Growth 2020 = 4.1 %", "North Exports 2020 = 1 $m"] {
        assert!(others.contains(line), "{others}");
    }
    // Where the rows of the title stand first, another heading begins another indicator.
    let next = told("地区生产总值（亿元）,,\n地区,2020年,2021年\n甲县,1,2\n乙县,3,4\n财政收入,,\n甲县,5,6\n乙县,7,8\n");
    assert!(next.contains("甲县 财政收入 2020 = 5"), "{next}");
}

#[test]
fn the_rate_of_a_whole_country_is_a_row_and_no_sum() {
    for (title, unit) in [
        ("Unemployment rate (%)", " %"),
        ("Unemployment rate", ""),
        ("Consumer price index (2015=100)", " 2015=100"),
        ("GDP growth (%)", " %"),
    ] {
        let read =
            told(&format!("{title},,\nRegion,2020,2021\nNorth,104.2,104.3\nSouth,106.1,106.2\nTotal,105.5,105.6\n"));
        let name = title.split(" (").next().unwrap_or(title);
        assert!(read.contains(&format!("Total {name} 2020 = 105.5{unit}")), "{title}: {read}");
        assert!(!read.contains("total_mismatch"), "{read}");
    }
    // In a table of one value a row the whole is a region as others are.
    for long in [
        "Region,Year,Unemployment rate (%)\nNorth,2020,4.2\nSouth,2020,6.1\nTotal,2020,5.5\n",
        "Region,Year,Value,Unit\nNorth,2020,4.2,%\nSouth,2020,6.1,%\nTotal,2020,5.5,%\n",
    ] {
        assert!(told(long).contains("2020 = 5.5 %"), "{}", told(long));
    }
}

#[test]
fn the_total_of_a_series_that_is_no_sum_is_said_whatever_its_unit() {
    for unit in ["", " (thousands)", " (€ million)", " (persons)"] {
        let table = |total: &str| {
            told(&format!("Population{unit},,\nRegion,2020,2021\nNorth,100,110\nSouth,50,51\nTotal,{total},161\n"))
        };
        let (wrong, right) = (table("9000"), table("150"));
        assert!(wrong.contains("[total_mismatch]") && !wrong.contains("9000"), "{wrong}");
        assert!(!right.contains("[total_mismatch]") && !right.contains("Total"), "{right}");
    }
    // Branches and their parts stand below each other: the total sums the branches.
    let nested = told("GDP (€m),\nBranch,2020\nIndustry,30\nMining,10\nEnergy,20\nServices,70\nTrade,70\nTotal,100\n");
    assert!(!nested.contains("[total_mismatch]"), "{nested}");
}
