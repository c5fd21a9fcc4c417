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

#[test]
fn stretches_that_begin_in_any_month_and_weeks_are_periods() {
    let read = |header: &str| lines(&format!("Region,{header}\nNorth,1,2,3\nSouth,4,5,6\n"));
    for (header, periods) in [
        ("YE Mar 2020,YE Jun 2020,YE Sep 2020", ["2019-04..2020-03", "2019-07..2020-06", "2019-10..2020-09"]),
        (
            "Year ending March 2020,Year ending March 2021,Year ending March 2022",
            ["2019-04..2020-03", "2020-04..2021-03", "2021-04..2022-03"],
        ),
        ("12 months to December 2020,12 months to December 2021,12 months to December 2022", ["2020", "2021", "2022"]),
        ("Jan-Mar 2021,Feb-Apr 2021,Mar-May 2021", ["2021-Q1", "2021-02..2021-04", "2021-03..2021-05"]),
        ("Oct-Dec 2021,Nov-Jan 2022,Dec-Feb 2022", ["2021-Q4", "2021-11..2022-01", "2021-12..2022-02"]),
        ("Nov 2020-Jan 2021,Dec 2020-Feb 2021,Jan 2021-Mar 2021", ["2020-11..2021-01", "2020-12..2021-02", "2021-Q1"]),
        ("2024-W01,2024-W02,2024-W03", ["2024-W01", "2024-W02", "2024-W03"]),
        ("KW 1/2024,KW 2/2024,KW 3/2024", ["2024-W01", "2024-W02", "2024-W03"]),
        ("Week 1 2024,Week 2 2024,Week 3 2024", ["2024-W01", "2024-W02", "2024-W03"]),
        ("I kw. 2024,II kw. 2024,III kw. 2024", ["2024-Q1", "2024-Q2", "2024-Q3"]),
        ("2022.1/4,2022.2/4,2022.3/4", ["2022-Q1", "2022-Q2", "2022-Q3"]),
        ("X2019,X2020,X2021", ["2019", "2020", "2021"]),
        ("2019,2020(1),2021(2)", ["2019", "2020", "2021"]),
        ("as at 31/12/2019,as at 31/12/2020,as at 31/12/2021", ["2019", "2020", "2021"]),
        (
            "total;2019;[person],total;2020;[person],total;2021;[person]",
            ["total (person) 2019", "total (person) 2020", "total (person) 2021"],
        ),
    ] {
        let expected: Vec<String> =
            periods.iter().zip(1..).map(|(period, value)| format!("North {period} = {value}")).collect();
        assert_eq!(read(header)[..3], expected, "{header}");
    }
    let mid = read("mid-2019,mid-2020,mid-2021");
    assert_eq!(mid[0], "North 2019 = 1 mid-year");
    // 1. KW is a week in German and a quarter in Polish; behind each year the same bracket may be a month.
    for open in ["1. KW 2024,2. KW 2024,3. KW 2024", "2019(1),2020(1),2021(1)", "2021(1),2021(2),2021(3)"] {
        assert!(read(open)[0].starts_with("periods_unclear"), "{open}: {:?}", read(open));
    }
}

#[test]
fn counts_before_a_part_of_a_year_and_notes_behind_a_year_are_never_months() {
    let read = |header: &str| lines(&format!("Region,{header}\nNorth,1,2,3\nSouth,4,5,6\n"));
    for (header, periods) in [
        // The third quarter, and never March with a flag.
        ("2024-1Q,2024-2Q,2024-3Q", ["2024-Q1", "2024-Q2", "2024-Q3"]),
        ("2024 1Q,2024 2Q,2024 3Q", ["2024-Q1", "2024-Q2", "2024-Q3"]),
        ("2024-1H,2024-2H,2025-1H", ["2024-H1", "2024-H2", "2025-H1"]),
        ("2024 1T,2024 2T,2024 3T", ["2024-Q1", "2024-Q2", "2024-Q3"]),
        ("2023 1e kwartaal,2023 2e kwartaal,2023 3e kwartaal", ["2023-Q1", "2023-Q2", "2023-Q3"]),
        ("2023 1. Quartal,2023 2. Quartal,2023 3. Quartal", ["2023-Q1", "2023-Q2", "2023-Q3"]),
        ("MO012024,MO022024,MO032024", ["2024-01", "2024-02", "2024-03"]),
        ("2022,2023 1),2024²⁾", ["2022", "2023", "2024"]),
        ("2022 1),2023 ²),2024 12)", ["2022", "2023", "2024"]),
        ("2024 01,2024 02,2024 03", ["2024-01", "2024-02", "2024-03"]),
    ] {
        let expected: Vec<String> =
            periods.iter().zip(1..).map(|(period, value)| format!("North {period} = {value}")).collect();
        assert_eq!(read(header).get(..3), Some(&expected[..]), "{header}: {:?}", read(header));
    }
    // A second estimate is no February, and behind a bracket that opens the number may be a month.
    for header in ["2024 2nd estimate,2025 2nd estimate,2026 2nd estimate", "2021(1),2021(2),2021(3)"] {
        assert!(!read(header).iter().any(|line| line.contains("-02 =")), "{header}: {:?}", read(header));
    }
    let down = lines("Perioden;Werkloosheid\n2023 1e kwartaal;3,5\n2023 2e kwartaal;3,6\n2023 3e kwartaal;3,7\n");
    assert_eq!(down[..2], ["Werkloosheid 2023-Q1 = 3.5", "Werkloosheid 2023-Q2 = 3.6"]);
}

#[test]
fn a_column_of_financial_years_is_one_of_periods_by_its_own_name() {
    for header in ["Financial year", "Tax year", "Academic year", "Ejercicio"] {
        let read = lines(&format!("{header},Income Tax (£ billion)\n2021 to 2022,225.7\n2022 to 2023,251.0\n"));
        let expected = ["Income Tax FY2021-22 = 225.7 £bn", "Income Tax FY2022-23 = 251 £bn"];
        assert_eq!(read.get(..2), Some(&expected.map(str::to_string)[..]), "{header}: {read:?}");
    }
}

#[test]
fn the_years_of_japan_are_read_where_the_table_is_japanese() {
    let table = |header: &str| told(&format!("県内総生産（百万円）\n都道府県,{header}\n北海道,1,2\n東京都,3,4\n"));
    assert!(table("H30,R1").contains("北海道 県内総生産 2018 = 1 JPY m"), "{}", table("H30,R1"));
    assert!(table("R3年度,R4年度").contains("北海道 県内総生産 FY2021 = 1 JPY m"), "{}", table("R3年度,R4年度"));
    // Without a Japanese word H1 is a half year, and R1 nothing.
    assert!(told("Region,H30,R1\nNorth,1,2\n").starts_with("not_a_table"));
    let long = "表章項目,全国・都道府県,時間軸（年度）,unit,value\n県内総生産,北海道,2019年度,百万円,20461\n県内総生産,東京都,2020年度,百万円,19726\n";
    assert_eq!(lines(long), ["北海道 県内総生産 FY2019 = 20461 百万円", "東京都 県内総生産 FY2020 = 19726 百万円"]);
}

#[test]
fn numbers_behind_years_that_never_pass_four_may_be_quarters() {
    let rows = |last: u32| {
        let lines = (2022..2024).flat_map(|year| (1..=last).map(move |part| format!("{year}/{part:02},{part}.5\n")));
        told(&format!("Periodo,PIB\n{}", lines.collect::<String>()))
    };
    assert!(rows(4).starts_with("periods_unclear"), "{}", rows(4));
    assert!(rows(12).contains("PIB 2022-12 = 12.5"), "{}", rows(12));
    let long = told(
        "Region,Periodo,Valor\nN,2022/01,1.5\nN,2022/02,2.5\nN,2022/03,3.5\nN,2022/04,4.5\nN,2023/01,5.5\nN,2023/02,6.5\n",
    );
    assert!(!long.contains("= 1.5") && long.contains("[periods_unclear]"), "{long}");
}

#[test]
fn exports_of_statistical_offices_say_their_columns_in_their_own_words() {
    let days = told("observation_date,DGS10\n2024-01-02,4.12\n2024-01-03,3.6\n2024-01-04,4.21\n");
    assert!(days.starts_with("DGS10 2024-01-02 = 4.12\n"), "{days}");
    let bank = told("DATE,TIME PERIOD,Harmonised index\n2024-01-31,2024Jan,2.8\n2024-02-29,2024Feb,2.6\n");
    assert_eq!(bank, "Harmonised index 2024-01 = 2.8\nHarmonised index 2024-02 = 2.6");
    let keyed = told(
        "freq,unit,na_item,geo\\TIME_PERIOD\t2022-S1 \t2022-S2 \t2023-S1 \nA,CP,B1,AT\t3.1 \t3.2 p\t: \nA,CP,B1,BE\t4.1 \t4.2 \t4.3 \n",
    );
    assert!(keyed.starts_with("AT A, B1 2022-H1 = 3.1 CP\nAT A, B1 2022-H2 = 3.2 CP p"), "{keyed}");
    let crops = told("Area,Item,Element,Unit,Y2019,Y2019F,Y2020,Y2020F\nPeru,Wheat,Production,t,5,A,6,E\n");
    assert!(crops.starts_with("Peru Wheat 2019 = 5 t A\nPeru Wheat 2020 = 6 t E"), "{crops}");
    let flat = told(
        "Statistik_Code;Zeit;1_Auspraegung_Code;1_Auspraegung_Label;BIP004__Bruttoinlandsprodukt__Mrd._EUR\n82111;2020;08;Baden;413,17\n82111;2021;08;Baden;444,76\n",
    );
    assert_eq!(flat, "Baden Bruttoinlandsprodukt 2020 = 413.17 €bn\nBaden Bruttoinlandsprodukt 2021 = 444.76 €bn");
    let noted = told(
        "Country or Area,Year,Item,Value\nAlbania,2022,GDP,18.5\nAlbania,2021,GDP,17.5\n\nfootnoteSeqID,Footnote\n1,UN estimates\n",
    );
    assert_eq!(noted, "Albania GDP 2022 = 18.5\nAlbania GDP 2021 = 17.5");
    let labour = told("Consumer prices\nYear,Jan,Feb,Mar,HALF1,HALF2\n2021,1,2,3,9,7\n2022,4,5,6,8,7\n");
    assert!(labour.contains("Consumer prices 2021-03 = 3\nConsumer prices 2021-H1 = 9"), "{labour}");
    // What measures are of, somebody has to say.
    assert!(told("Year,Jan,Feb\n2021,1,2\n2022,4,5\n").contains("names_unclear"));
    // Data beside a year is what was measured, and a date where it stands alone.
    assert!(told("Region,Year,Data\nN,2021,1\nN,2022,2\n").contains("N Data 2021 = 1"));
    assert!(told("data;valor\n14/02/2024;4,8910\n15/02/2024;4,9182\n16/02/2024;4,88\n").contains("2024-02-14 = 4.891"));
}
