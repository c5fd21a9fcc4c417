//! What lists of projects call a column in other languages, and in Chinese beside the usual headers.
//!
//! Holds words only: they are proposed, and a person confirms them, since many mean something else elsewhere.

/// The columns, and what they are called, parted by `|`.
pub const OTHERS: &[(&[&str], &str)] = &[
    (
        &["budget", "total_investment"],
        "monto contrato|valor estimado|valor contratado|monto contratado|總經費|総事業費|총사업비|gesamtkosten|monto total|valor total|tổng mức đầu tư|coût prévisionnel|\
         coût total|coût de l'opération|budget total|montant de l'opération|presupuesto|presupuesto total|\
         monto total de inversión|monto del contrato|inversión total|projektvolumen|investitionssumme|kredit|\
         gesamtausgaben|investimento total|valor do investimento|valor do contrato|nilai investasi|nilai kontrak|\
         costo totale|importo totale|totale kosten|totalbudget|wartość projektu|wartość całkowita|koszt całkowity|\
         celkové náklady|rozpočet|proje tutarı|proje bedeli|сметная стоимость|общая стоимость|總預算|計畫總經費|\
         事業費|총투자비|montant|kosten|inversión|investimento|importo",
    ),
    (
        &["start_date", "started_date"],
        "fecha inicio|data início|date début|開工日期|着工|착공일|date de début|baubeginn|fecha de inicio|data de início|data inizio|ngày khởi công|\
         дата начала|startdatum|tanggal mulai|inicio|inicio de obra|data rozpoczęcia|rozpoczęcie|zahájení|\
         datum zahájení|başlangıç tarihi|начало работ|début|beginn|start uitvoering",
    ),
    (
        &["end_date", "forecast_date"],
        "fecha fin planeada|fecha fin planificada|fecha estimada de fin|data entrega|data de entrega|data prevista de entrega|完工日期|完成予定|준공일|date de fin|bauende|fertigstellung|fecha de término|fecha de fin|\
         data de conclusão|data fine|ngày hoàn thành|дата окончания|einddatum|slutdatum|bitiş tarihi|\
         datum ukončení|data zakończenia|dokončení|срок окончания|tanggal selesai|finalización|oplevering|färdigt|\
         inbetriebnahme",
    ),
    (
        &["project_id"],
        "工程编号|項目編號|事業番号|사업번호|numéro de projet|code projet|projektnummer|projekt-nr|código|\
         código del proyecto|código do projeto|codice progetto|mã dự án|номер проекта|n° opération|n° d'opération|\
         numéro d'opération|code opération|no de projet|n° de projet|projekt-id|projektnr|kennziffer|kode|\
         kode proyek|clave|clave de cartera|código snip|código bip|código do empreendimento|nº do contrato|cup|\
         код объекта|номер объекта|nr projektu|numer projektu|číslo projektu|proje no|proje numarası|hankenumero|\
         計畫編號|計劃編號|工程編號|案件番号|과제번호",
    ),
    (
        &["name"],
        "nombre|denominación|objeto de la obra|nome|工程項目|項目名稱|計畫名稱|事業名|工事名|사업명|intitulé|nom du projet|opération|projekt|projektname|\
         bezeichnung|maßnahme|bauvorhaben|nombre del proyecto|proyecto|nome do projeto|obra|empreendimento|\
         nome progetto|intervento|tên dự án|наименование объекта|наименование проекта|intitulé de l'opération|\
         intitulé de l’opération|libellé de l'opération|nom de l'opération|titre du projet|projektnamn|\
         projekttitel|projekttitel (kurz)|vorhaben|nama proyek|nama kegiatan|nazwa projektu|tytuł projektu|\
         nazwa zadania|nazwa inwestycji|název projektu|název akce|proje adı|projectnaam|naam project|\
         hankkeen nimi|denominación de la obra|nombre de la obra|nome da obra|nome do empreendimento|\
         titolo progetto|工程名稱|과제명",
    ),
    (
        &["unit_name"],
        "área responsable|organismo responsable|secretaría|secretaria|service responsable|承建單位|主辦機關|担当課|所管|발주기관|담당부서|maître d'ouvrage|ministère|bauherr|zuständige stelle|\
         dependencia|entidad|órgão|órgão responsável|ente|chủ đầu tư|заказчик|bénéficiaire|maître d’ouvrage|\
         beneficiario|organismo|jurisdicción|entidad ejecutora|unidad ejecutora|förvaltning|nämnd|afdeling|\
         directie|dienststelle|federführendes amt|amt|direktion|penanggung jawab|instansi|beneficjent|\
         wnioskodawca|příjemce|investor|kuruluş|idare|соисполнитель|исполнитель|主管機關|執行機關|実施主体|主管課|\
         주관부서|주관기관|시행청",
    ),
    (
        &["cumulative"],
        "自年初累计|累计完成|累计投资|完成投资|实际完成投资|累計實支數|累計完成|支出済額|집행액|dépenses cumulées|\
         montant dépensé|ausgaben bisher|ist-kosten|gasto acumulado|monto ejecutado|ejecutado|valor executado|\
         valor pago|spesa sostenuta|lũy kế giải ngân|освоено|montant mandaté|montant payé|dépenses à ce jour|\
         réalisé|beansprucht|verbraucht|mittelabfluss|utfall|upparbetat|besteed|realisatie|realisasi|\
         monto ejercido|monto certificado|monto devengado|devengado|pagado|valor liquidado|pagamenti|pagato|\
         wydatki|poniesione wydatki|čerpáno|proplaceno|harcama|кассовый расход|執行数|執行済額|累計執行數|\
         累計支用數|누적집행액",
    ),
    (
        &["percent"],
        "% execução|porcentaje avance|porcentaje de avance|percentual de execução|實際進度|進捗率|공정률|avancement|taux d'avancement|fertigstellungsgrad|avance físico|avance|\
         execução física|percentual executado|avanzamento|tiến độ|готовность|stand der ausführung|\
         stand der ausführung in %|färdigställandegrad|voortgang|fortschritt|projektfortschritt|% réalisé|\
         taux d’avancement|postęp|postęp rzeczowy|stav realizace|ilerleme|fiziki gerçekleşme|kemajuan|\
         progres fisik|% avance|avance %|стадия готовности|進度|推進率",
    ),
    (
        &["forecast_date"],
        "預定完工日|voraussichtliche fertigstellung|fecha prevista de fin|fin prévue|\
         date de livraison prévisionnelle|date de fin prévue|date de fin prévisionnelle|ende (plan)|\
         geplante fertigstellung|fecha fin prevista|data fine prevista|previsão de conclusão|previsão de término|\
         срок ввода|target selesai|planowane zakończenie|預定完工日期|完成予定日|준공예정일",
    ),
    (&["started_date"], "date de démarrage|début des travaux|byggstart|着工日"),
    (
        &["status"],
        "辦理情形|備考|비고|état|statut|stand|estado|situação|stato|tình trạng|состояние|situación|stav|durum|\
         статус|현황|추진현황",
    ),
    (
        &["phase"],
        "étape|etapa|fase|estágio|стадия|этап|段階|階段|추진단계|단계|skede|tahap|giai đoạn|etap|fáze|aşama|\
         projektphase",
    ),
    (
        &["finished_date"],
        "fecha fin real|fecha de fin real|fecha real de fin|data de término real|date de fin réelle|tatsächliches ende",
    ),
    (
        &["town"],
        "barrio|comuna|bairro|municipio|município|commune|gemeinde|stadtteil|ortsteil|kommune|gmina|kecamatan|自治体|시군구|район",
    ),
];
