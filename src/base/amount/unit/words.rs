//! The words of units of money in many languages: currencies, multiples, and what may stand beside them.
//!
//! Data only. Words are in lower case, width-folded, without full stops and with simplified characters; words of several
//! parts are written together. A word whose size depends on the currency beside it says of which, and of no other.

use super::Code;
use super::UnitKind::{self, *};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What one word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// A currency.
    Currency(UnitKind),
    /// A currency's word that others share: 元 after 港币, $ beside HKD.
    Shared(UnitKind),
    /// Money that is not kept, or of which nobody can say whose it is: pesos, kr, cents.
    Foreign,
    /// So many times.
    Multiple(i64),
    /// So many times with these currencies, and nobody knows how many with others.
    Depends(&'static [(UnitKind, i64)]),
    /// Says nothing of size: in, of, 的.
    Filler,
    /// Says how, not how much: 可比价, excl. VAT.
    Manner,
    /// Makes a bound of an amount: 以上.
    Bound,
}

const THOUSAND: i64 = 1_000;
const MILLION: i64 = 1_000_000;
const BILLION: i64 = 1_000_000_000;
const TRILLION: i64 = 1_000_000_000_000;

/// Currencies: the sign under which a unit is kept, and the words that mean no other.
pub const CURRENCIES: &[(UnitKind, &str, &str)] = &[
    (Yuan, "¥", "rmb cny yuan renminbi cnh 人民币 ¥ ￥ 위안"),
    (Dollar, "$", "us$ usd usdollar usdollars u$s u$d 美元 美金 달러 долл доллар долларов доллары ドル 米ドル 미달러"),
    (Pound, "£", "gbp poundssterling poundsterling pounds sterling £ 英镑 파운드 ポンド"),
    (Euro, "€", "eur euro euros eurs € 欧元 유로 ユーロ евро евра eura eurų euroa"),
    (Franc, "CHF ", "chf sfr swissfrancs swissfranc schweizerfranken 瑞士法郎 瑞郎"),
    (Rupee, "₹", "inr rs rupees rupee indianrupees ₹ 印度卢比"),
    (Yen, "JPY ", "jpy yen japaneseyen 日元 日币 엔화"),
    (Won, "₩", "krw koreanwon southkoreanwon ₩ 韩元 韩币 원화"),
    (Rouble, "₽", "rub rur roubles rubles rouble ruble руб рубль рублей рубли рублях ₽ 卢布"),
    (Real, "R$", "brl r$ reais brazilianreais 巴西雷亚尔"),
    (CanadianDollar, "C$", "cad c$ ca$ can$ canadiandollars canadiandollar 加元 加币 加拿大元"),
    (AustralianDollar, "A$", "aud a$ au$ australiandollars australiandollar 澳元 澳币 澳大利亚元"),
    (NewZealandDollar, "NZ$", "nzd nz$ newzealanddollars 新西兰元 纽元 纽币"),
    (HongKongDollar, "HK$", "hkd hk$ hongkongdollars hongkongdollar 港元 港币 港纸"),
    (TaiwanDollar, "NT$", "twd ntd nt$ newtaiwandollars newtaiwandollar taiwandollars 新台币 台币 新台元"),
    (SingaporeDollar, "S$", "sgd s$ singaporedollars singaporedollar 新加坡元 新加坡币 坡币"),
    (Pataca, "MOP ", "mop$ 澳门元 澳门币 葡币 patacas"),
    (Zloty, "PLN ", "pln zł zl złoty złotych zlotych 兹罗提"),
    (CzechKoruna, "CZK ", "czk kč kc korunčeských 捷克克朗"),
    (SwedishKrona, "SEK ", "sek swedishkronor swedishkrona 瑞典克朗"),
    (NorwegianKrone, "NOK ", "nok norwegiankroner 挪威克朗"),
    (DanishKrone, "DKK ", "dkk danishkroner 丹麦克朗"),
    (Forint, "HUF ", "huf forint forints 福林"),
    (Lira, "TRY ", "₺ tl türklirası turkishlira turkishliras 土耳其里拉"),
    (Leu, "RON ", "ron lei leiron 罗马尼亚列伊"),
    (Hryvnia, "UAH ", "uah ₴ грн гривень гривня hryvnia 格里夫纳"),
    (Tenge, "KZT ", "kzt ₸ тенге tenge 坚戈"),
    (Baht, "THB ", "thb ฿ baht บาท 泰铢"),
    (Dong, "VND ", "vnd ₫ vnđ đồng 越南盾"),
    (Rupiah, "IDR ", "idr rp rupiah 印尼盾 印尼卢比"),
    (Ringgit, "MYR ", "myr ringgit 林吉特 马币"),
    (PhilippinePeso, "PHP ", "php ₱ philippinepesos 菲律宾比索"),
    (MexicanPeso, "MXN ", "mxn mex$ mexicanpesos pesosmexicanos mexicanpeso 墨西哥比索"),
    (Rand, "ZAR ", "zar southafricanrand 南非兰特 兰特"),
    (Dirham, "AED ", "aed dirhams emiratidirhams 迪拉姆"),
    (Riyal, "SAR ", "sar saudiriyals 沙特里亚尔"),
    (Shekel, "ILS ", "ils ₪ shekels 谢克尔"),
    (Other(Code(*b"NGN")), "NGN ", "ngn ₦ naira nigeriannaira"),
    (Other(Code(*b"KES")), "KES ", "kes ksh kshs kenyanshillings kenyashillings"),
    (Other(Code(*b"GHS")), "GHS ", "ghs ₵ gh₵ gh¢ ghc cedi cedis ghanacedis"),
    (Other(Code(*b"TZS")), "TZS ", "tzs tsh tanzanianshillings"),
    (Other(Code(*b"UGX")), "UGX ", "ugx ush ugandanshillings"),
    (Other(Code(*b"ETB")), "ETB ", "etb birr ethiopianbirr"),
    (Other(Code(*b"EGP")), "EGP ", "egp egyptianpounds 埃及镑"),
    (Other(Code(*b"MAD")), "MAD ", "moroccandirhams"),
    (Other(Code(*b"DZD")), "DZD ", "dzd algeriandinars"),
    (Other(Code(*b"TND")), "TND ", "tnd tunisiandinars"),
    (Other(Code(*b"LYD")), "LYD ", "lyd libyandinars"),
    (Other(Code(*b"SDG")), "SDG ", "sudanesepounds"),
    (Other(Code(*b"XOF")), "XOF ", "xof"),
    (Other(Code(*b"XAF")), "XAF ", "xaf"),
    (Other(Code(*b"CDF")), "CDF ", "cdf congolesefrancs"),
    (Other(Code(*b"RWF")), "RWF ", "rwf frw rwandanfrancs"),
    (Other(Code(*b"BIF")), "BIF ", "bif"),
    (Other(Code(*b"MGA")), "MGA ", "mga ariary"),
    (Other(Code(*b"MUR")), "MUR ", "mauritianrupees"),
    (Other(Code(*b"ZMW")), "ZMW ", "zmw zambiankwacha"),
    (Other(Code(*b"MWK")), "MWK ", "mwk malawikwacha"),
    (Other(Code(*b"BWP")), "BWP ", "bwp pula"),
    (Other(Code(*b"NAD")), "NAD ", "namibiandollars n$"),
    (Other(Code(*b"MZN")), "MZN ", "mzn mzm meticais"),
    (Other(Code(*b"AOA")), "AOA ", "aoa kwanzas"),
    (Other(Code(*b"GMD")), "GMD ", "dalasi"),
    (Other(Code(*b"LRD")), "LRD ", "lrd liberiandollars"),
    (Other(Code(*b"SLE")), "SLE ", "sierraleoneanleone"),
    (Other(Code(*b"PKR")), "PKR ", "pkr pakistanirupees pakistanrupees 巴基斯坦卢比"),
    (Other(Code(*b"BDT")), "BDT ", "bdt ৳ taka tk 塔卡"),
    (Other(Code(*b"LKR")), "LKR ", "lkr srilankarupees 斯里兰卡卢比"),
    (Other(Code(*b"NPR")), "NPR ", "npr nepaleserupees 尼泊尔卢比"),
    (Other(Code(*b"MMK")), "MMK ", "mmk kyat kyats 缅元 缅币"),
    (Other(Code(*b"KHR")), "KHR ", "khr ៛ riel riels 瑞尔"),
    (Other(Code(*b"LAK")), "LAK ", "₭ kip kips 基普"),
    (Other(Code(*b"MNT")), "MNT ", "mnt ₮ tugrik tugriks төгрөг 图格里克"),
    (Other(Code(*b"BND")), "BND ", "bnd bruneidollars 文莱元"),
    (Other(Code(*b"AFN")), "AFN ", "afn ؋ afghani afghanis"),
    (Other(Code(*b"IQD")), "IQD ", "iqd iraqidinars"),
    (Other(Code(*b"IRR")), "IRR ", "irr iranianrials"),
    (Other(Code(*b"JOD")), "JOD ", "jod jordaniandinars"),
    (Other(Code(*b"KWD")), "KWD ", "kwd kuwaitidinars 科威特第纳尔"),
    (Other(Code(*b"BHD")), "BHD ", "bhd bahrainidinars"),
    (Other(Code(*b"OMR")), "OMR ", "omr omanirials"),
    (Other(Code(*b"QAR")), "QAR ", "qar qataririyals"),
    (Other(Code(*b"LBP")), "LBP ", "lbp lebanesepounds"),
    (Other(Code(*b"UZS")), "UZS ", "uzs сум сўм soʻm uzbeksoums"),
    (Other(Code(*b"KGS")), "KGS ", "kgs сом сомов kyrgyzsoms"),
    (Other(Code(*b"TJS")), "TJS ", "tjs сомони somoni"),
    (Other(Code(*b"AZN")), "AZN ", "azn ₼ manat manats манат"),
    (Other(Code(*b"AMD")), "AMD ", "֏ драм драмов drams"),
    (Other(Code(*b"GEL")), "GEL ", "₾ lari ლარი лари"),
    (Other(Code(*b"BYN")), "BYN ", "byn белорусскихрублей"),
    (Other(Code(*b"MDL")), "MDL ", "mdl moldovanlei"),
    (Other(Code(*b"BGN")), "BGN ", "bgn лв лева лев leva"),
    (Other(Code(*b"RSD")), "RSD ", "rsd динара dinara"),
    (Other(Code(*b"HRK")), "HRK ", "hrk kuna kune"),
    (Other(Code(*b"MKD")), "MKD ", "mkd денари denari"),
    (Other(Code(*b"ALL")), "ALL ", "lekë lekëve albanianlek"),
    (Other(Code(*b"ISK")), "ISK ", "isk íslenskrakróna icelandickronur 冰岛克朗"),
    (Other(Code(*b"ARS")), "ARS ", "ars argentinepesos pesosargentinos 阿根廷比索"),
    (Other(Code(*b"CLP")), "CLP ", "clp chileanpesos pesoschilenos 智利比索"),
    (Other(Code(*b"COP")), "COP ", "cop colombianpesos pesoscolombianos 哥伦比亚比索"),
    (Other(Code(*b"UYU")), "UYU ", "uyu uruguayanpesos pesosuruguayos"),
    (Other(Code(*b"PYG")), "PYG ", "pyg ₲ guaraníes guaranies"),
    (Other(Code(*b"PEN")), "PEN ", "soles nuevossoles peruviansoles"),
    (Other(Code(*b"BOB")), "BOB ", "bolivianos"),
    (Other(Code(*b"VES")), "VES ", "ves bolívares bolivares"),
    (Other(Code(*b"CRC")), "CRC ", "crc ₡ colones"),
    (Other(Code(*b"GTQ")), "GTQ ", "gtq quetzales"),
    (Other(Code(*b"HNL")), "HNL ", "hnl lempiras"),
    (Other(Code(*b"NIO")), "NIO ", "nio córdobas cordobas"),
    (Other(Code(*b"DOP")), "DOP ", "dop rd$ dominicanpesos pesosdominicanos"),
    (Other(Code(*b"JMD")), "JMD ", "jmd j$ jamaicandollars"),
    (Other(Code(*b"TTD")), "TTD ", "ttd tt$"),
    (Other(Code(*b"BBD")), "BBD ", "bbd bds$"),
    (Other(Code(*b"FJD")), "FJD ", "fjd fj$ fijidollars"),
    (Other(Code(*b"PGK")), "PGK ", "pgk kina"),
];

/// Words that several currencies share: alone they mean this one, beside another of the same family that one.
const SHARED: &[(UnitKind, &str)] =
    &[(Yuan, "元"), (Yen, "円"), (Won, "원"), (Dollar, "$ dollar dollars dollari dólares dolares")];

/// Money that is not kept, or that may be one of several.
const FOREIGN: &str = "kr tkr mkr kronor kroner krona krone kronur koruna korun peso pesos dinar dinars francs franc \
    crowns cents cent pence pennies shillings fcfa cfa ¤ ₣ ₤ ₧ ₨ ₳ 比索 克朗 法郎 里拉 第纳尔 卢比 里亚尔 美分";

/// Multiples that mean the same with every currency.
const MULTIPLES: &[(i64, &str)] = &[
    (10, "ten 十 십"),
    (100, "hundred hundreds 百 백"),
    (
        THOUSAND,
        "k thousand thousands thou thds ths tsd tausend milliers millier mille miles mila migliaia milhares milhar \
         duizend duizenden tusen tusinde tys tysiąc tysiące tysięcy tis tisíc тыс тысяч тысяча тысячи тысячах ezer \
         ribu nghìn ngàn พัน 千 천",
    ),
    (10_000, "万 만"),
    (100_000, "lakh lakhs lac lacs"),
    (
        MILLION,
        "m mn mln mio mm mill million millions millionen millón millon millones milhão milhao milhões \
         milhoes milione milioni miljoen miljoenen miljon miljoner millioner milion miliony milionów milionu \
         milionů млн миллион миллионов миллионы миллионах мільйонів milyon millió juta triệu ล้าน",
    ),
    (10_000_000, "cr crore crores"),
    (100_000_000, "亿 억"),
    (
        BILLION,
        "b bn bln billion billions mrd mld mia milliard milliards milliarde milliarden miliardo miliardi bilhão \
         bilhao bilhões bilhoes miljard miljarder milliarder miliard miliardy miliardów miliarda млрд миллиард \
         миллиардов миллиардах мільярдів milyar milliárd miliar tỷ tỉ",
    ),
    (
        TRILLION,
        "tn trn trillion trillions billionen billones billón biliões bilioes трлн триллион триллионов triliun 조",
    ),
];

/// Multiples that mean something with some currencies only.
const DEPENDS: &[(&str, &[(UnitKind, i64)])] = &[
    // Thousand in Portuguese and Spanish, million in Czech, Slovak and Romanian.
    ("mil", &[(Real, THOUSAND), (MexicanPeso, THOUSAND), (CzechKoruna, MILLION), (Leu, MILLION)]),
    ("mi", &[(Real, MILLION)]),
    ("bi", &[(Real, BILLION)]),
    ("tri", &[(Real, TRILLION)]),
    // Tausend; with a dollar it may as well be a trillion.
    (
        "t",
        &[
            (Euro, THOUSAND),
            (Franc, THOUSAND),
            (SwedishKrona, THOUSAND),
            (NorwegianKrone, THOUSAND),
            (DanishKrone, THOUSAND),
            (CzechKoruna, THOUSAND),
            (Zloty, THOUSAND),
            (Forint, THOUSAND),
        ],
    ),
    ("md", &[(Euro, BILLION), (Franc, BILLION)]),
    ("mds", &[(Euro, BILLION), (Franc, BILLION)]),
    ("bin", &[(Lira, THOUSAND)]),
    ("mii", &[(Leu, THOUSAND)]),
    // A million millions in Japan, Korea and Taiwan, a million in old Chinese books.
    ("兆", &[(Yen, TRILLION), (Won, TRILLION), (TaiwanDollar, TRILLION)]),
];

const FILLERS: &str = "in of en em de d des du di dei w v в the are 的 は";

const MANNERS: &str = "可比价格 可比价 现价 现行价格 现行价 当年价格 当年价 不变价格 不变价 含税 不含税 税前 税后 年价 年价格 \
    vat mwst ust tva iva excl incl exkl inkl excluding including ht ttc net gross netto brutto nominal current constant \
    prices price chained real deflated yoe fy gst hst ex без с ндс bez dph pdv moms btw ppn kdv áfa 税込 税抜 부가세포함";

const BOUNDS: &str = "以上 以下 以内 及以上 及以下 以上的 以下的 이상 이하 以外";

/// Every word with what it says.
static WORDS: LazyLock<HashMap<&'static str, Word>> = LazyLock::new(|| {
    let mut words = HashMap::new();
    let mut add = |list: &'static str, word: Word| {
        list.split_whitespace().for_each(|text| {
            words.insert(text, word);
        });
    };
    CURRENCIES.iter().for_each(|(kind, _, list)| add(list, Word::Currency(*kind)));
    SHARED.iter().for_each(|(kind, list)| add(list, Word::Shared(*kind)));
    MULTIPLES.iter().for_each(|(factor, list)| add(list, Word::Multiple(*factor)));
    DEPENDS.iter().for_each(|(list, factors)| add(list, Word::Depends(factors)));
    add(FOREIGN, Word::Foreign);
    add(FILLERS, Word::Filler);
    add(MANNERS, Word::Manner);
    add(BOUNDS, Word::Bound);
    words
});

/// The longest word, in characters.
pub const LENGTH_MAX: usize = 18;

/// What a word says.
pub fn word(text: &str) -> Option<Word> {
    WORDS.get(text).copied()
}

/// Codes that are words, too: only capitals make them money, and only where they begin or end a label.
const CODES_IN_CAPITALS: &[(&str, &str)] = &[
    ("PEN", "soles"),
    ("MAD", "moroccandirhams"),
    ("BOB", "bolivianos"),
    ("DZD", "algeriandinars"),
    ("MUR", "mauritianrupees"),
    ("TRY", "turkishlira"),
    ("GEL", "lari"),
    ("AMD", "drams"),
    ("LAK", "kip"),
    ("NAD", "namibiandollars"),
    ("RM", "ringgit"),
    ("S/.", "soles"),
    ("S/", "soles"),
];

/// A label with such a code in words: PEN million, S/.
pub fn in_full(label: &str) -> Cow<'_, str> {
    let apart = |rest: &str, at_end: bool| {
        let beside = if at_end { rest.chars().next_back() } else { rest.chars().next() };
        beside.is_none_or(|c| !c.is_alphanumeric())
    };
    for (code, name) in CODES_IN_CAPITALS {
        if let Some(rest) = label.strip_prefix(code).filter(|rest| apart(rest, false)) {
            return Cow::Owned(format!("{name} {rest}"));
        }
        if let Some(rest) = label.strip_suffix(code).filter(|rest| apart(rest, true)) {
            return Cow::Owned(format!("{rest} {name}"));
        }
    }
    Cow::Borrowed(label)
}

/// The sign under which money is kept.
pub fn sign(kind: UnitKind) -> &'static str {
    CURRENCIES.iter().find(|(known, ..)| *known == kind).map_or("", |(_, sign, _)| sign)
}

/// Characters of Taiwan, Hong Kong and Japan, and those of the tables here.
pub fn simplified(c: char) -> char {
    const PAIRS: &[(char, char)] = &[
        ('萬', '万'),
        ('億', '亿'),
        ('單', '单'),
        ('単', '单'),
        ('圓', '元'),
        ('圆', '元'),
        ('幣', '币'),
        ('臺', '台'),
        ('韓', '韩'),
        ('歐', '欧'),
        ('鎊', '镑'),
        ('盧', '卢'),
        ('門', '门'),
        ('計', '计'),
        ('貨', '货'),
        ('額', '额'),
        ('為', '为'),
        ('爲', '为'),
        ('稅', '税'),
        ('価', '价'),
        ('價', '价'),
        ('現', '现'),
        ('當', '当'),
        ('變', '变'),
        ('銖', '铢'),
        ('蘭', '兰'),
        ('羅', '罗'),
        ('茲', '兹'),
        ('紐', '纽'),
        ('獨', '独'),
        ('仟', '千'),
        ('佰', '百'),
        ('拾', '十'),
    ];
    PAIRS.iter().find(|(old, _)| *old == c).map_or(c, |(_, new)| *new)
}
