//! First pipeline files from lists that other offices and countries keep: what is proposed, and what is then read with it.

use super::cast::{House, text};
use std::fs;
use std::process::Output;

/// What a column of a sample is taken for.
type Meanings<'a> = &'a [(&'a str, &'a str)];

/// A list in an empty house: the pipeline file that `init` writes, and what `preview` then makes of the list.
fn first(name: &str, list: &str) -> (String, serde_json::Value) {
    let folder = tempfile::tempdir().unwrap();
    let (sample, home) = (folder.path().join(name), folder.path().join("home"));
    fs::write(&sample, list).unwrap();
    let program = House::new().command(&[]).get_program().to_os_string();
    let command = |args: &[&str]| -> Output {
        std::process::Command::new(&program).arg("--home").arg(&home).args(args).output().unwrap()
    };
    let sample = sample.to_str().unwrap();
    let ran = command(&["init", sample]);
    assert!(ran.status.success(), "{name}: {}", text(&ran.stderr));
    let file = fs::read_dir(home.join("pipelines")).unwrap().next().unwrap().unwrap().path();
    let checked: serde_json::Value = serde_json::from_slice(&command(&["check", "--json"]).stdout).unwrap();
    let errors = checked["problems"].as_array().unwrap().iter().filter(|problem| problem["severity"] == "error");
    assert_eq!(errors.count(), 0, "{name}: {checked}");
    let shown = command(&["preview", file.file_stem().unwrap().to_str().unwrap(), sample, "--json"]);
    let shown = serde_json::from_slice(&shown.stdout).unwrap_or_else(|_| panic!("{name}: {}", text(&shown.stderr)));
    (fs::read_to_string(file).unwrap(), shown)
}

/// Every row of the list is read, each column for what it is.
fn reads(name: &str, list: &str, meanings: Meanings<'_>) {
    let (written, shown) = first(name, list);
    let table = &shown["tables"][0];
    assert_eq!(table["refused"].as_array().unwrap().len(), 0, "{name}: {shown}\n{written}");
    assert_eq!(table["accepted"].as_u64().unwrap() as usize, list.trim().lines().count() - 1, "{name}: {shown}");
    for (header, column) in meanings {
        let found = table["columns"].as_array().unwrap().iter().find(|column| column["header"] == *header);
        assert_eq!(found.expect(header)["column"], *column, "{name}, {header}: {shown}\n{written}");
    }
    assert!(written.contains("to confirm"), "{written}");
}

#[test]
fn lists_as_programs_write_them_are_understood_by_their_words() {
    let wells = "Project_ID,Project_Name,Project_Type,Region,Operator,Status,Budgeted_Cost,Actual_Cost,Planned_End,Actual_End,\
        Schedule_Variance_Days,Cost_Variance,Cost_Variance_Pct\n\
        W-1,Well 1,Drilling,North,Alder Energy,Completed,4050931.88,4555301.75,2026-04-19,2026-04-24,5,504369.87,12.45\n\
        W-2,Well 2,Upgrade,South,Birch Energy,Active,1858580.98,2391774.26,2026-11-21,2026-12-24,33,533193.28,28.69\n";
    let meanings = [
        ("Project_ID", "project_id"),
        ("Operator", "unit_name"),
        ("Actual_Cost", "cumulative"),
        ("Budgeted_Cost", "budget"),
        ("Actual_End", "finished_date"),
    ];
    reads("wells.csv", wells, &meanings);
    let (written, shown) = first("wells.csv", wells);
    assert!(written.contains("unit = \"元\""), "nobody outside counts in ten thousands: {written}");
    let unused = |header: &str| {
        let columns = shown["tables"][0]["columns"].as_array().unwrap();
        columns.iter().any(|column| column["header"] == header && column["column"].is_null())
    };
    assert!(unused("Cost_Variance") && unused("Cost_Variance_Pct") && unused("Schedule_Variance_Days"), "{shown}");
    let packages = "deliverable_id,discipline,planned_value_usd,earned_value_usd,actual_cost_usd,completion_pct\n\
        D-1,Civil,3048.55,468.7,539.91,15.4\nD-2,Electrical,726.15,391.37,459.91,53.9\n";
    let meanings = [("deliverable_id", "project_id"), ("actual_cost_usd", "cumulative"), ("completion_pct", "percent")];
    reads("packages.csv", packages, &meanings);
}

#[test]
fn a_unit_that_nobody_understands_is_refused_until_the_pipeline_says_it() {
    let list = "project_code,original_cost_cr,cumulative_expenditure_cr,physical_progress_pct\n\
        N04000073,417.23,398.8,95.5\n060100093,11816.4,6584.29,77.2\n";
    let (written, shown) = first("202504.csv", list);
    assert_eq!(shown["tables"][0]["refused"].as_array().unwrap().len(), 2, "{shown}");
    assert!(written.contains("it names a unit that is not understood"), "{written}");
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("pipelines")).unwrap();
    let column = "{ headers = [\"cumulative_expenditure_cr\"], unit = \"₹ crore\" }";
    let budget = "{ headers = [\"original_cost_cr\"], unit = \"₹ crore\" }";
    let said = written.lines().map(|line| match line.split_once(" = ") {
        Some(("cumulative", _)) => format!("cumulative = {column}"),
        Some(("budget", _)) => format!("budget = {budget}"),
        _ => line.to_string(),
    });
    let said: Vec<String> = said.collect();
    fs::write(folder.path().join("pipelines/progress.toml"), said.join("\n")).unwrap();
    fs::write(folder.path().join("202504.csv"), list).unwrap();
    let sample = folder.path().join("202504.csv");
    let mut command = std::process::Command::new(House::new().command(&[]).get_program());
    command.arg("--home").arg(folder.path()).args(["preview", "progress", sample.to_str().unwrap(), "--json"]);
    let shown: serde_json::Value = serde_json::from_slice(&command.output().unwrap().stdout).unwrap();
    let table = &shown["tables"][0];
    assert_eq!((&table["accepted"], table["refused"].as_array().unwrap().len()), (&2.into(), 0), "{shown}");
    let column = table["columns"].as_array().unwrap().iter().find(|column| column["column"] == "cumulative").unwrap();
    assert_eq!(column["unit"], "₹crore", "{shown}");
}

#[test]
fn lists_without_money_or_yearly_targets_are_lists_all_the_same() {
    let ratings = "Scheme ID,Scheme Name,Department,RAG Status,Forecast Completion,Commentary\n\
        S1,Northern line,Transport,Amber,2027-03-31,Design agreed\nS2,Prison places,Justice,Red,2028-06-30,Land not bought\n";
    let meanings = [("RAG Status", "declared"), ("Forecast Completion", "forecast_date"), ("Department", "unit_name")];
    reads("ratings.csv", ratings, &meanings);
    assert!(first("ratings.csv", ratings).0.contains("optional = [\"cumulative\"]"));
}

#[test]
fn lists_in_other_languages_are_proposed_in_their_words() {
    for (name, list, meanings) in [
        (
            "travaux.csv",
            "Code projet;Nom du projet;Maître d'ouvrage;Coût total (M€);Dépenses cumulées (M€);Avancement (%)\n\
             F1;Pont;Ville;12,5;3,25;26\nF2;École;Région;8,0;8,0;100\n",
            &[("Dépenses cumulées (M€)", "cumulative"), ("Nom du projet", "name"), ("Avancement (%)", "percent")][..],
        ),
        (
            "bau.csv",
            "Projektnummer;Bezeichnung;Bauherr;Gesamtkosten (T€);Ausgaben bisher (T€);Baubeginn\n\
             B1;Brücke;Stadt;1.250,5;325,0;01.03.2025\nB2;Schule;Land;800,0;790,5;15.06.2024\n",
            &[("Ausgaben bisher (T€)", "cumulative"), ("Bauherr", "unit_name"), ("Bezeichnung", "name")],
        ),
        (
            "obras.csv",
            "Código;Obra;Órgão responsável;Valor total (R$);Valor pago (R$);Execução física (%)\n\
             O1;Ponte;Prefeitura;1.250.000,00;325.000,00;26\nO2;Escola;Estado;800.000,00;790.500,50;99\n",
            &[("Valor pago (R$)", "cumulative"), ("Obra", "name"), ("Órgão responsável", "unit_name")],
        ),
        (
            "jigyo.csv",
            "事業番号,事業名,担当課,総事業費（百万円）,支出済額（百万円）,進捗率（%）\nJ1,橋梁,土木課,1250,325,26\nJ2,学校,教育課,800,790,99\n",
            &[("支出済額（百万円）", "cumulative"), ("事業名", "name"), ("進捗率（%）", "percent")],
        ),
        (
            "saeop.csv",
            "사업번호,사업명,담당부서,총사업비(백만원),집행액(백만원),공정률(%)\nK1,교량,도로과,1250,325,26\nK2,학교,교육과,800,790,99\n",
            &[("집행액(백만원)", "cumulative"), ("사업명", "name"), ("담당부서", "unit_name")],
        ),
    ] {
        reads(name, list, meanings);
    }
}

#[test]
fn the_words_of_many_more_languages_are_proposed() {
    for (name, list, meanings) in [
        (
            "obras.csv",
            "Código SNIP;Denominación de la obra;Entidad ejecutora;Monto total de inversión;Devengado;Inicio;Fecha de término\n\
             S1;Puente;Municipio;1250000;325000;01/03/2025;30/11/2026\nS2;Escuela;Gobierno;800000;790000;15/06/2024;31/05/2026\n",
            &[("Devengado", "cumulative"), ("Entidad ejecutora", "unit_name"), ("Inicio", "started_date")][..],
        ),
        (
            "inwestycje.csv",
            "Numer projektu;Nazwa zadania;Wnioskodawca;Wartość całkowita (tys. zł);Poniesione wydatki (tys. zł);Data zakończenia\n\
             P1;Most;Gmina;1250,5;325,0;2026-11-30\nP2;Szkoła;Powiat;800,0;790,5;2026-05-31\n",
            &[("Poniesione wydatki (tys. zł)", "cumulative"), ("Data zakończenia", "forecast_date")],
        ),
        (
            "projecten.csv",
            "Projectnummer;Projectnaam;Afdeling;Totale kosten;Besteed;Voortgang;Oplevering\n\
             N1;Brug;Wegen;1250000;325000;26%;30-11-2026\nN2;School;Bouw;800000;790000;99%;31-05-2026\n",
            &[("Besteed", "cumulative"), ("Projectnaam", "name"), ("Voortgang", "percent")],
        ),
        (
            "projeler.csv",
            "Proje No;Proje adı;Kuruluş;Proje bedeli;Harcama;Bitiş tarihi\n\
             T1;Köprü;Belediye;1250000;325000;30.11.2026\nT2;Okul;Valilik;800000;790000;31.05.2026\n",
            &[("Harcama", "cumulative"), ("Kuruluş", "unit_name"), ("Proje bedeli", "budget")],
        ),
        (
            "gongcheng.csv",
            "計畫編號,計畫名稱,主管機關,計畫總經費（千元）,累計支用數（千元）,預定完工日期\n\
             G1,橋梁,交通局,1250,325,2026/11/30\nG2,學校,教育局,800,790,2026/05/31\n",
            &[("累計支用數（千元）", "cumulative"), ("主管機關", "unit_name"), ("計畫名稱", "name")],
        ),
        (
            "objekty.csv",
            "Код объекта;Наименование объекта;Заказчик;Общая стоимость;Кассовый расход;Стадия готовности\n\
             R1;Мост;Город;1250000;325000;26%\nR2;Школа;Область;800000;790000;99%\n",
            &[("Кассовый расход", "cumulative"), ("Заказчик", "unit_name"), ("Код объекта", "project_id")],
        ),
    ] {
        reads(name, list, meanings);
    }
}

#[test]
fn what_offices_call_another_column_is_no_guess_for_this_one() {
    let works = "Contract Number,Project,Status,Contract Sum (€m),Amount Spent (€m),% spent,Beneficiary ID,Beneficiary\n\
        C-1,Bypass,On site,12.5,3.25,26,77,County Roads\nC-2,Bridge,Tender,8,7.9,99,78,Port Office\n";
    let (written, shown) = first("works.csv", works);
    let column = |header: &str| {
        let columns = shown["tables"][0]["columns"].as_array().unwrap();
        columns.iter().find(|column| column["header"] == header).unwrap()["column"].clone()
    };
    assert_eq!(column("Contract Number"), "project_id", "{written}");
    assert_eq!(column("Contract Sum (€m)"), "budget", "a sum is no id: {written}");
    assert_eq!(column("Status"), "status", "a status is no town: {written}");
    assert_eq!(column("Amount Spent (€m)"), "cumulative", "{written}");
    assert!(column("% spent").is_null() || column("% spent") == "percent", "a share is no money: {written}");
    assert_eq!(column("Beneficiary"), "unit_name", "an id is no name: {written}");
}

#[test]
fn words_that_programs_write_without_accents_are_the_same_words() {
    let list = "id;nombre;etapa;area_responsable;descripcion;monto_contrato;direccion;fecha_inicio;fecha_fin_planeada;fecha_fin_real;porcentaje_avance\n\
        1;Escuela Norte;En obra;Educacion;Aulas;1500000;Calle 1 200;01/03/2024;01/03/2025;;40\n\
        2;Plaza Sur;Finalizada;Espacio;Reforma;800000;Calle 2 300;15/05/2023;31/12/2023;15/01/2024;100\n";
    let (written, shown) = first("obras.csv", list);
    let column = |header: &str| {
        let columns = shown["tables"][0]["columns"].as_array().unwrap();
        columns.iter().find(|column| column["header"] == header).unwrap()["column"].clone()
    };
    for (header, meaning) in [
        ("nombre", "name"),
        ("area_responsable", "unit_name"),
        ("monto_contrato", "budget"),
        ("fecha_fin_planeada", "forecast_date"),
        ("fecha_fin_real", "finished_date"),
    ] {
        assert_eq!(column(header), meaning, "{header}: {written}");
    }
    assert!(column("direccion").is_null(), "an address is no department: {written}");
}

#[test]
fn a_list_with_neither_money_nor_shares_is_one_of_projects_where_it_says_so() {
    let wind = "Project Name,Project Number,Project Responsible,Phase,Turbine Rating (MW),Water Depth (m)\n\
        Alpha,P-1,Li Wei,Design,8.5,30\nBeta,P-2,Wang Fang,Tender,9.5,41\n";
    let (written, shown) = first("wind.csv", wind);
    assert_eq!(shown["tables"][0]["dataset"], "progress", "{written}");
    assert_eq!(shown["tables"][0]["accepted"], 2, "{shown}");
    let grants = "fiscal_year,branch,profile_id,profile,status,phase,Total\n2024,Roads,A-1,Bypass,on time,Design,120\n2024,Parks,A-2,Garden,late,Tender,80\n";
    let (written, _) = first("grants.csv", grants);
    assert!(!written.contains("\"Total\""), "a total may be of anything: {written}");
    assert!(written.contains("name = [\"profile\"]"), "{written}");
}

#[test]
fn what_the_cells_contradict_is_proposed_for_nothing() {
    let works = "Sl. No.,Name of Work,fiscal_year,TARGET_FID,Sanctioned Cost (in Cr),Percent Complete,projectlink,Location\n\
        1,Bypass,2024,10,120.5,40%,https://example.org/1,\"(38.9, -77.0)\"\n\
        2,Bridge,2025,11,80,55%,https://example.org/2,\"(38.8, -77.1)\"\n";
    let (written, _) = first("works.csv", works);
    let used: Vec<&str> = written.lines().filter(|line| !line.starts_with('#')).collect();
    for header in ["Sl. No.", "fiscal_year", "TARGET_FID", "projectlink", "Location"] {
        assert!(used.iter().all(|line| !line.contains(header)), "{header}: {written}");
    }
    assert!(!written.contains("no unit is written"), "a unit is written, and nobody understands it: {written}");
}

#[test]
fn a_list_of_works_is_no_list_of_issues() {
    let works = "id,nombre,descripcion,monto_contrato,porcentaje_avance,fecha_inicio,fecha_fin\n\
        1,Escuela Norte,Obra nueva,1500000,40%,2024-03-01,2025-03-01\n2,Plaza Sur,Reforma,800000,100%,2023-05-01,2024-01-15\n";
    let (written, shown) = first("obras.csv", works);
    assert!(!written.contains("dataset = \"issues\""), "{written}");
    assert_eq!(shown["tables"][0]["refused"].as_array().unwrap().len(), 0, "{shown}");
}

#[test]
fn a_report_is_no_register_whatever_its_cumulative_figure_is_called() {
    for header in
        ["自年初累计", "自年初累计完成投资", "累计完成", "完成投资", "实际完成投资", "年累计完成投资", "累计投资"]
    {
        let list = format!(
            "序号,项目编号,项目名称,责任单位,年度计划投资（万元）,本期完成投资（万元）,{header}（万元）,形象进度\n\
             1,Z1,东环路,住建局,100,5,21,主体施工\n2,Z2,水厂,水利局,200,10,42,基础施工\n"
        );
        let (written, shown) = first("20140315项目推进情况.csv", &list);
        let table = &shown["tables"][0];
        assert_eq!(table["dataset"], "progress", "{header}: {written}");
        let found = table["columns"].as_array().unwrap().iter().find(|c| c["column"] == "cumulative").unwrap();
        assert!(found["header"].as_str().unwrap().starts_with(header), "{header}: {shown}");
        // A header that is known anyway need not be written down.
        let line = written.lines().find(|line| line.starts_with("cumulative"));
        assert!(line.is_none_or(|line| line.contains(header) && line.contains("to confirm")), "{line:?}");
    }
    let register = "项目编号,项目名称,责任单位,年度计划投资（万元）,开工时间,竣工时间\nZ1,东环路,住建局,100,2014-01-01,2014-12-31\n";
    assert_eq!(first("项目台账.csv", register).1["tables"][0]["dataset"], "register");
}

#[test]
fn chinese_lists_of_projects_without_numbers_are_registers_and_no_series() {
    let list = "序号,项目名称,建设性质,总投资（万元）,计划开工时间,计划竣工时间,责任单位\n\
        1,洛神湖水库,新建,12000,2026年3月,2027年12月,县水利局\n2,城乡供水一体化,续建,8000,2025年6月,2026年10月,县水利局\n\
        3,产业园二期,新建,30000,2026年5月,2028年6月,县工信局\n";
    let (written, shown) = first("2026年重点项目台账.csv", list);
    assert_eq!(shown["tables"][0]["dataset"], "register", "{written}");
    assert_eq!(shown["tables"][0]["accepted"].as_u64(), Some(3), "{shown}\n{written}");
    let plan = "序号,项目名称,责任单位,总投资（万元）,年度计划投资（万元）,开工时间,竣工时间\n\
        1,洛神湖水库,县水利局,12000,5000,2026-03-01,2027-12-31\n2,产业园二期,县工信局,30000,9000,2026-05-01,2028-06-30\n";
    let (written, shown) = first("2026年集中开工项目清单.csv", plan);
    assert_eq!(shown["tables"][0]["dataset"], "register", "{written}");
    assert!(!written.contains("optional = [\"annual_target\"") && !written.contains("annual_target\"]"), "{written}");
}
