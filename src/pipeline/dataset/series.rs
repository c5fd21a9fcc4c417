//! The columns of time series, and the headers that statistical offices give them.

use super::{Column, Kind, column};

/// `period` is kept as `2024`, `2024-Q1`, `2024-H1`, `2024-03`, `2024-01..2024-02` or `FY2019-20`; `value` as it is counted
/// in `unit`; `state` is `reported`, `not_published` (the newest periods of which nothing is there) or `no_value`.
pub(super) const COLUMNS: &[Column] = &[
    column(
        "subject",
        Kind::Text,
        false,
        &[
            "地区",
            "省份",
            "省市",
            "省（区、市）",
            "区县",
            "县区",
            "县市",
            "市县",
            "城市",
            "行政区",
            "国家",
            "region",
            "area",
            "country name",
            "country",
            "geo",
            "geography",
            "district",
        ],
    ),
    column(
        "subject_code",
        Kind::Id,
        false,
        &["地区代码", "行政区划代码", "区划代码", "country code", "area code", "code"],
    ),
    column(
        "indicator",
        Kind::Text,
        false,
        &["指标名称", "指标", "项目", "indicator name", "indicator", "series name", "series", "measure"],
    ),
    column("indicator_code", Kind::Id, false, &["指标代码", "indicator code", "series code"]),
    column(
        "period",
        Kind::Text,
        true,
        &[
            "时间",
            "时期",
            "年份",
            "年度",
            "季度",
            "月份",
            "报告期",
            "period",
            "time",
            "time_period",
            "year",
            "quarter",
            "month",
            "date",
        ],
    ),
    column("period_start", Kind::Date, false, &[]),
    column("period_end", Kind::Date, false, &[]),
    column("value", Kind::Figure, true, &["数值", "数据", "值", "指标值", "value", "obs_value", "amount"]),
    column("unit", Kind::Text, false, &["单位", "计量单位", "unit", "unit of measure"]),
    column("state", Kind::Text, false, &[]),
    column("flag", Kind::Text, false, &["标记", "flag", "obs_flag", "flags", "status"]),
];
