//! The words and signs that bind a figure, deny a word, or make a clause one that is not understood. Words of one meaning are
//! one list, parted by `|`.

/// What a word makes of the figure beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    AtLeast,
    AtMost,
    MoreThan,
    LessThan,
    About,
    /// Neither more nor less.
    Exactly,
}

impl Bound {
    /// Whether two bind the same way.
    pub fn agrees(self, other: Bound) -> bool {
        let side = |bound: Bound| match bound {
            Bound::AtLeast | Bound::MoreThan => 0,
            Bound::AtMost | Bound::LessThan => 1,
            Bound::About => 2,
            Bound::Exactly => 3,
        };
        side(self) == side(other)
    }

    /// Not more than is at most.
    pub fn denied(self) -> Bound {
        match self {
            Bound::MoreThan => Bound::AtMost,
            Bound::LessThan => Bound::AtLeast,
            Bound::AtLeast => Bound::LessThan,
            Bound::AtMost => Bound::MoreThan,
            other => other,
        }
    }

    /// 3 ≥ x is x ≤ 3.
    pub fn seen_from_behind(self) -> Bound {
        match self {
            Bound::MoreThan => Bound::LessThan,
            Bound::LessThan => Bound::MoreThan,
            Bound::AtLeast => Bound::AtMost,
            Bound::AtMost => Bound::AtLeast,
            other => other,
        }
    }

    /// 20个以上（不含）
    pub fn without_the_figure(self) -> Bound {
        match self {
            Bound::AtLeast => Bound::MoreThan,
            Bound::AtMost => Bound::LessThan,
            other => other,
        }
    }
}

/// Signs before a figure, without blanks.
pub const SIGNS: &[(&str, Bound)] = &[
    ("≥", Bound::AtLeast),
    ("≧", Bound::AtLeast),
    ("⩾", Bound::AtLeast),
    (">=", Bound::AtLeast),
    ("=>", Bound::AtLeast),
    ("≮", Bound::AtLeast),
    ("≤", Bound::AtMost),
    ("≦", Bound::AtMost),
    ("⩽", Bound::AtMost),
    ("<=", Bound::AtMost),
    ("=<", Bound::AtMost),
    ("≯", Bound::AtMost),
    (">", Bound::MoreThan),
    ("<", Bound::LessThan),
    ("=", Bound::Exactly),
    ("==", Bound::Exactly),
    ("≈", Bound::About),
    ("≒", Bound::About),
    ("~", Bound::About),
];

/// The words of a list.
pub fn words(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.split('|')
}

/// The longest word of some lists that fits, and what its list says.
pub fn longest<T: Copy>(lists: &'static [(&'static str, T)], fits: impl Fn(&str) -> bool) -> Option<(&'static str, T)> {
    let all = lists.iter().flat_map(|(list, said)| words(list).map(move |word| (word, *said)));
    all.filter(|(word, _)| fits(word)).max_by_key(|(word, _)| word.len())
}

/// Whether a character is a sign of comparison, known or not.
pub fn is_sign(c: char) -> bool {
    // The arrows of a fall and a rise are words of change; plus and minus belong to their figures.
    matches!(c, '<' | '>' | '=' | '~' | '±' | '∼' | '\u{2241}'..='\u{228b}' | '\u{2a7d}'..='\u{2ac6}')
}

/// Comparisons that a denial turns round: more than.
pub const ABOVE: &str = "超过|超出|超|突破|冲破|破|逾|越过|过|高于|高过|高出|大于|大过|多于|多过|多出|长于|晚于|迟于|more than|greater than|higher than|\
    larger than|longer than|later than|exceed|exceeds|exceeding|exceeded|over|above|beyond|\
    in excess of|surpass|surpassing";
/// Less than.
pub const BELOW: &str = "低于|低过|少于|少过|小于|小过|短于|早于|不足|不到|不满|不及|跌破|less than|fewer than|lower than|smaller than|\
    shorter than|below|under|short of";

/// What denies the comparison right behind it.
pub const DENIALS: &str = "不|不得|不得再|不能|不可|不可以|不许|不准|不应|不应当|不该|不宜|不允许|不会|不要|不再|不使|不让|不予|不被|未|没有|没|无|勿|莫|切勿|切莫|切忌|严禁|禁止|杜绝|\
    防止|避免|严防|谨防|not|no|never|cannot|not be|not to|not to be|never be|not go|without|nor";

/// Words before a figure that bind it, and whether another word says it better.
pub const FIXED: &[(&str, (Bound, bool))] = &[
    ("至少|最低|最少|最短|最小|起码|下限|保底|at least|minimum|minimum of|min.|min", (Bound::AtLeast, false)),
    (
        "至多|最多|最高|最大|最长|最迟|最晚|顶多|上限|封顶|限额|限值|限|控制数|at most|maximum|maximum of|max.|max|up to|within|\
    capped at|limited to|limit of",
        (Bound::AtMost, false),
    ),
    ("控制|严控", (Bound::AtMost, true)),
    ("大约|约|about|around|approximately", (Bound::About, false)),
];

/// What falls to a figure.
const FALLS: &[&str] = &[
    "压减", "压缩", "压降", "缩减", "缩短", "降低", "下降", "下调", "减少", "削减", "调减", "回落", "收窄", "控制",
    "降", "减", "压", "reduce", "reduced", "cut", "down", "fall", "lower", "lowered",
];

/// The text before a word that says to what something falls: 降至, 压减到, reduced to.
pub fn fell_to(text: &str) -> Option<&str> {
    let rest = ["到", "至", " to"].iter().find_map(|word| text.strip_suffix(word))?;
    let longest = FALLS.iter().filter(|word| rest.ends_with(**word)).max_by_key(|word| word.len())?;
    rest.strip_suffix(*longest).map(str::trim_end)
}

/// What may stand between a word that binds and its figure.
pub const PARTICLES: &[&str] = &["达到", "(", "为", "在", "到", "至", "达", "于", "是", "数", ":", "的", "of", "at"];

/// 稳定在3%: a ceiling of what should be low, a floor of what should be high.
pub const LEVELS: &[&str] = &["稳定在", "维持在", "保持在", "稳定于", "稳定", "维持"];

/// Words behind a figure.
pub const BEHIND: &[(&str, Bound)] = &[
    (
        "及以上|或以上|以上|之上|为下限|下限|保底|为底线|or more|or above|or higher|or over|and above|and over|at least|\
    minimum|min",
        Bound::AtLeast,
    ),
    (
        "及以下|或以下|以下|之下|以内|之内|内|为限|为上限|上限|封顶|为顶|or less|or fewer|or below|or under|or lower|and below|\
    at most|maximum|max",
        Bound::AtMost,
    ),
    ("左右|上下", Bound::About),
];

/// Whether the figure itself is meant.
pub const INCLUDED: &[(&str, bool)] = &[
    ("(含本数)", true),
    ("(含)", true),
    ("(包含)", true),
    ("(不含本数)", false),
    ("(不含)", false),
    ("(不包含)", false),
];

/// What 内 begins that is no bound: 内资企业.
pub const INSIDE_OF: &[char] =
    &['资', '部', '外', '容', '销', '科', '涝', '陆', '控', '设', '含', '贸', '需', '河', '训', '业'];
/// What 内 ends that is no bound: 区内, 年内.
pub const INSIDE: &str = "区市县省镇乡村州国境域园场厂校院室户年月期季度周日辖圈体以之";

/// Behind a figure: which way it binds depends on what is spoken of.
pub const UNDIRECTED: &[&str] =
    &["红线", "底线", "警戒", "天花板", "临界", "门槛", "以外", "之外", "以后", "限额", "限值", "目标值"];

/// Words that deny, compare or limit, wherever they stand.
pub const DIRECTED: &str = "不|严禁|禁止|杜绝|防止|避免|严防|谨防|切勿|切忌|切莫|严控|没有|未达|未到|未超|超|突破|逾|高于|低于|多于|少于|大于|小于|等于|短于|长于|上限|下限|封顶|红线|\
    底线|警戒|天花板|临界|门槛|限额|限值|限量|最高|最低|最多|最少|至多|至少|最大|最小|控制|压减|压降|压缩|削减|缩减|缩短|减少|降低|下降|降至|降到|下调|回落|not|\
    no|never|without|avoid|prevent|limit|limited|cap|capped|ceiling|floor|exceed|exceeds|exceeding|\
    under|below|above|over|beyond|most|least|max|maximum|min|minimum|fewer|less|more|within|except|\
    unless|upper|lower|reduce|reduced|decrease|cut";

/// Words that hold one of those and say nothing of a figure.
pub const HARMLESS: &str = "不断|不动产|不同|不仅|不但|不良|不合格|不满意|不达标|不锈|不含|不包括|不计|不文明|不稳定|不平衡|不规范|不变价|不可再生|不符合|不作为|不起诉|不安全|不留死角|不间断|\
    不出县|不出镇|不出村|不漏|不落|不见面|不动摇|不打折|不折不扣|永不|超市|超级|超低|超限|超载|超前|超声|超高|超净|超短|超算|超期|超时|超标|超龄|赶超|限额以上|\
    最低生活保障|最低工资|最大限度|最小单元|最低保障|控制性|控制率|控制区|控制系统|控制线|控制点|控制中心|控制室|控制面|控制站|控制器|控制工程|下降幅度|降低幅度|no.";
