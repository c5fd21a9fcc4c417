//! What stands on the wire: nothing in a letter can be taken for a command or for the end of the letter.

use super::sink::Sink;
use super::{channel, letter, near, word};
use duban::letter::outgoing::Outgoing;

async fn sent(letter: &Outgoing) -> (Sink, &'static str) {
    let sink = Sink::start(&["8BITMIME"]).await;
    let outcome = channel(near(sink.port)).send(letter).await;
    (sink, word(&outcome))
}

#[tokio::test]
async fn a_letter_arrives_byte_for_byte() {
    let mut dotted = letter("wang");
    dotted.mime.extend_from_slice(b".\r\n..\r\n...\r\n.a\r\n\r\n.\r\nend\r\n");
    let (sink, word) = sent(&dotted).await;
    assert_eq!((word, sink.taken().len()), ("sent", 1));
    let taken = &sink.taken()[0];
    assert_eq!((taken.from.as_str(), taken.to.as_str()), ("office@example.org", "wang@example.org"));
    assert_eq!(String::from_utf8_lossy(&taken.mime), String::from_utf8_lossy(&dotted.mime));
}

#[tokio::test]
async fn a_letter_cannot_smuggle_another() {
    for end in ["\n.\n", "\r.\r", "\n.\r\n", "\r\n.\r", "\r\n.\n", "\r.\r\n", "\r\n.\r\n", "\r\n\n.\r\n"] {
        let mut evil = letter("wang");
        let more =
            format!("text{end}MAIL FROM:<evil@example.org>\r\nRCPT TO:<li@example.org>\r\nDATA\r\nevil\r\n.\r\n");
        evil.mime.extend_from_slice(more.as_bytes());
        let (sink, word) = sent(&evil).await;
        assert_eq!((word, sink.recipients()), ("sent", vec!["wang@example.org".to_owned()]), "{end:?}");
        let text = String::from_utf8(sink.taken()[0].mime.clone()).unwrap().replace("\r\n", "");
        assert!(text.contains("evil") && !text.contains(['\r', '\n']), "{end:?}");
    }
}

#[tokio::test]
async fn an_address_cannot_carry_a_command() {
    for address in [
        "wang@example.org>\r\nRCPT TO:<li@example.org",
        "wang",
        "",
        "a b@example.org",
        "\"a>b\"@example.org",
        "@",
        "wang@",
    ] {
        let mut odd = letter("wang");
        odd.to_address = address.to_owned();
        let (sink, word) = sent(&odd).await;
        assert_eq!((word, sink.taken().len(), sink.count("RCPT")), ("never", 0, 0), "{address:?}");
    }
    let mut odd = letter("wang");
    odd.from_address = "office".to_owned();
    assert_eq!(sent(&odd).await.1, "our fault");
}

#[tokio::test]
async fn what_the_server_cannot_carry_is_not_sent() {
    let mut eight_bit = letter("wang");
    eight_bit.mime.extend_from_slice("督办\r\n".as_bytes());
    let (sink, word_here) = sent(&eight_bit).await;
    assert_eq!((word_here, sink.count("MAIL FROM:<office@example.org> BODY=8BITMIME")), ("sent", 1));
    let plain = Sink::start(&[]).await;
    assert_eq!(word(&channel(near(plain.port)).send(&eight_bit).await), "never");

    let mut beyond = letter("wang");
    beyond.to_address = "王@example.org".to_owned();
    assert_eq!(sent(&beyond).await.1, "never");
    let taker = Sink::start(&["SMTPUTF8", "8BITMIME"]).await;
    assert_eq!(word(&channel(near(taker.port)).send(&beyond).await), "sent");
    assert_eq!(taker.recipients(), ["王@example.org"]);

    let mut empty = letter("wang");
    empty.mime.clear();
    assert_eq!(sent(&empty).await.1, "never");
}
