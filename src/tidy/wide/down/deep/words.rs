//! Words of rows of units.
//!
//! Holds words only, in lower case, parted by `|`.

/// Units of size, weight, time and number, as rows of units write them.
pub const PHYSICAL: &str = "km|km2|m|m2|m3|mm|cm|ha|t|tonnes|tons|tonne|kg|g|mg|l|hl|°c|kwh|mwh|gwh|twh|kw|mw|gw|tj|pj|toe|ktoe|\
    mtoe|min|minutes|minuten|minuti|hours|stunden|heures|horas|ore|days|tage|jours|días|dias|years|\
    aantal|anzahl|nombre|número|numero|liczba|antal|počet|количество|szt|szt.|шт|шт.|stk|stk.|stück|pcs|\
    head|heads|тонн|т|га|км|index|indice|índice|indeks|points|公顷|平方公里|平方米|立方米|公斤";
/// Multiples before them.
pub const MULTIPLES: &str = "thousand|million|mio|mln|mill|tsd|tis|tys|тыс|млн|mil|x|mrd|bn";
/// What is counted, as a row of one unit says it.
pub const COUNTED: &str = "persons|people|number|dollars|euros|pounds|percent|percentage|rate|ratio|households|families|jobs|\
    employees|units|dwellings|vehicles|cases|births|deaths|personnes|ménages|pour cent|personen|\
    haushalte|personas|hogares|pessoas|人|户|件|个";
/// What the row of units is called before them.
pub const UNITS: &str = "unit|单位|單位|単位|단위|einheit|unité|unidad|unidade|unità|единицы измерения|единица измерения|jednostka|计量单位|unit of measure|unità di misura";
