//! Headers in traditional characters: 項目名稱 is 項目名称 is 项目名称.
//!
//! Takes a character; gives the simplified one where headers of forms have it. Names of projects stay as they are written.

/// Characters of headers in traditional writing, and in the same order as the mainland writes them.
const TRADITIONAL: &str = "項稱計資單責類編號進預時間實際開標備註萬億總額數區縣鎮領導聯繫電話設規況狀態節點劃畫撥購屬業務負層級環審辦檢問題驗證據產場報質從決動個條評獎懲營內發將員組頭牽書圖續換達運無與歷記錄說費賬納穩財稅長較減終啟協調";
const SIMPLIFIED: &str = "项称计资单责类编号进预时间实际开标备注万亿总额数区县镇领导联系电话设规况状态节点划划拨购属业务负层级环审办检问题验证据产场报质从决动个条评奖惩营内发将员组头牵书图续换达运无与历记录说费账纳稳财税长较减终启协调";

/// A character as the mainland writes it.
pub fn simplified(c: char) -> char {
    if !matches!(c, '\u{4e00}'..='\u{9fff}') {
        return c;
    }
    let at = TRADITIONAL.chars().position(|traditional| traditional == c);
    at.and_then(|at| SIMPLIFIED.chars().nth(at)).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_both_writings_are_one() {
        let fold = |text: &str| text.chars().map(simplified).collect::<String>();
        assert_eq!(fold("項目名稱"), "项目名称");
        assert_eq!(fold("累計完成投資"), "累计完成投资");
        assert_eq!(fold("年度計劃投資"), "年度计划投资");
        assert_eq!(TRADITIONAL.chars().count(), SIMPLIFIED.chars().count());
    }
}
