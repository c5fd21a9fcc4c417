//! What people write back.

use chrono::NaiveDate;
use duban::base::token::Action;
use duban::escalate::reply::{Meant, cases, day, own_words, read};
use duban::pipeline::policy::Policy;

fn today() -> NaiveDate {
    "2014-06-20".parse().unwrap()
}

fn meant(text: &str) -> Option<Meant> {
    read(text, &Policy::usual_reasons(), today())
}

fn action(text: &str) -> Option<(Action, bool)> {
    meant(text).map(|meant| (meant.action, meant.grants))
}

#[test]
fn the_first_word_says_what_is_done() {
    for (text, expected) in [
        ("签收", Action::Acknowledge),
        ("【签收】", Action::Acknowledge),
        ("  已签收，谢谢", Action::Acknowledge),
        ("ACK", Action::Acknowledge),
        ("反馈：正在办理", Action::Reply),
        ("ＲＥＰＬＹ we are on it", Action::Reply),
        ("正当理由 至7月31日", Action::Justify),
        ("申请延期到2014年8月1日", Action::Extend),
        ("已办结，线路已接通", Action::Finish),
        ("Done: the line is connected", Action::Finish),
        ("Extend until 2014-08-01", Action::Extend),
    ] {
        assert_eq!(action(text), Some((expected, false)), "{text}");
    }
    assert_eq!(action("同意"), Some((Action::Decide, true)));
    assert_eq!(action("不同意，理由不充分"), Some((Action::Decide, false)));
    for text in
        ["", "收到", "好的", "请问签收是什么意思？", "acknowledgement pending", "replying later", "> 签收", "--\n签收"]
    {
        assert_eq!(action(text), None, "{text}");
    }
}

#[test]
fn days_and_reasons_are_found_and_the_quoted_letter_is_not_read() {
    let reply = meant(
        "反馈\n原因：征地拆迁未完成，已签协议8户。\n措施：倒排工期。\n预计完成时间：2014年7月31日\n\n\
         ------------------ 原始邮件 ------------------\n发件人: \"督查室\"\n完成日期 2014-12-31 资金未到位",
    )
    .unwrap();
    assert_eq!((reply.action, reply.until), (Action::Reply, NaiveDate::from_ymd_opt(2014, 7, 31)));
    assert_eq!(reply.reason.as_deref(), Some("land"));
    assert_eq!(reply.text, "原因：征地拆迁未完成，已签协议8户。\n措施：倒排工期。\n预计完成时间：2014年7月31日");
    // A day that is told of the past is none that is promised.
    assert_eq!(meant("反馈\n2014-06-01下雨停工").unwrap().until, None);
    assert_eq!(meant("延期 3月1日，征地").unwrap().until, NaiveDate::from_ymd_opt(2015, 3, 1), "the next one to come");
}

#[test]
fn every_way_of_quoting_ends_what_was_written() {
    for quote in [
        "> 签收",
        "On Fri, Jun 20, 2014 at 9:00 AM duban <x@example.org> wrote:",
        "在 2014年6月20日，督查室写道：",
        "-----Original Message-----",
        "-----原始邮件-----",
        "发件人：督查室",
        "From: duban",
        "________________________________",
    ] {
        assert_eq!(own_words(&format!("签收\n{quote}\n反馈 2014-07-01")).trim(), "签收", "{quote}");
    }
}

#[test]
fn days_as_people_write_them() {
    for (text, expected) in [
        ("2014-07-31", Some((2014, 7, 31))),
        ("至2014/7/1完成", Some((2014, 7, 1))),
        ("2014.7.1", Some((2014, 7, 1))),
        ("2014年 7 月 1 日", Some((2014, 7, 1))),
        ("７月１号", Some((2014, 7, 1))),
        ("投资2014万元", None),
        ("2014-13-01", None),
        ("2014-7/1", None),
        ("12-31", None),
        ("99999-12-31", None),
    ] {
        assert_eq!(day(text, today()), expected.and_then(|(y, m, d)| NaiveDate::from_ymd_opt(y, m, d)), "{text}");
    }
}

#[test]
fn only_cases_of_the_letter_are_named() {
    let known = ["c-aaaaaaaaaa".to_string(), "c-bbbbbbbbbb".to_string()];
    assert_eq!(cases("签收 C-BBBBBBBBBB", &known), ["c-bbbbbbbbbb"]);
    assert_eq!(cases("签收 c-bbbbbbbbbbb c-cccccccccc", &known), Vec::<&str>::new());
    assert_eq!(cases("签收\n> c-aaaaaaaaaa", &known), Vec::<&str>::new(), "the quoted letter names them all");
}

#[test]
fn a_reason_is_known_by_its_code_and_by_its_words_in_either_language() {
    for text in [
        "justify 2014-07-31 land",
        "正当理由 2014-07-31\n征地拆迁未完成",
        "JUSTIFY\nLand not handed over yet, since May",
    ] {
        assert_eq!(meant(text).unwrap().reason.as_deref(), Some("land"), "{text}");
    }
    assert_eq!(meant("justify 2014-07-31\nthe island").unwrap().reason, None);
}
