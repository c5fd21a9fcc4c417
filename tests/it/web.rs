//! The daemon seen from outside, over a real socket.

use duban::web::{MOST_CLIENTS, Vitals, WebState, serve};
use metrics_exporter_prometheus::PrometheusBuilder;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

struct House {
    port: u16,
    vitals: Arc<Vitals>,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<std::io::Result<()>>,
}

async fn house(longest_tick: Duration) -> House {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let vitals = Arc::new(Vitals::new());
    let metrics = Some(PrometheusBuilder::new().build_recorder().handle());
    let state = WebState {
        vitals: Arc::clone(&vitals),
        metrics,
        longest_tick,
        patience: Duration::from_millis(700),
        window: None,
    };
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(serve(listener, state, async {
        let _ = stopped.await;
    }));
    House { port, vitals, stop, serving }
}

/// Sends these bytes and reads until the other side closes.
async fn raw(port: u16, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let _ = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

/// Status and body; every answer carries the headers that keep a browser tame.
async fn get(port: u16, path: &str) -> (u16, String) {
    let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    let answer = raw(port, request.as_bytes()).await;
    check_headers(&answer);
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}

fn check_headers(answer: &str) {
    let head = answer.split("\r\n\r\n").next().unwrap().to_lowercase();
    for header in [
        "content-security-policy: default-src 'none'; frame-ancestors 'none'",
        "x-content-type-options: nosniff",
        "referrer-policy: no-referrer",
        "cache-control: no-store",
    ] {
        assert!(head.contains(header), "{header} is missing in\n{head}");
    }
}

#[tokio::test]
async fn a_living_daemon_is_healthy_and_a_stuck_one_is_not() {
    let house = house(Duration::from_millis(300)).await;
    house.vitals.tick();
    assert_eq!(get(house.port, "/healthz").await, (200, "ok".to_owned()));
    house.vitals.raise("mail", "configuration: 535 wrong");
    assert_eq!(get(house.port, "/healthz").await, (200, "ok\nmail: configuration: 535 wrong".to_owned()));
    house.vitals.clear("mail");
    tokio::time::sleep(Duration::from_millis(400)).await;
    let (status, why) = get(house.port, "/healthz").await;
    assert_eq!((status, why.starts_with("the main loop has not come round")), (503, true), "{why}");
    house.vitals.tick();
    assert_eq!(get(house.port, "/healthz").await.0, 200);
}

#[tokio::test]
async fn ready_means_that_nothing_is_lacking() {
    let house = house(Duration::from_secs(60)).await;
    assert_eq!(get(house.port, "/readyz").await, (503, "start: the daemon is starting\n".to_owned()));
    house.vitals.lacks("store", "the database does not answer");
    house.vitals.has("start");
    assert_eq!(get(house.port, "/readyz").await, (503, "store: the database does not answer\n".to_owned()));
    house.vitals.has("store");
    assert_eq!(get(house.port, "/readyz").await, (200, "ok".to_owned()));
}

#[tokio::test]
async fn odd_requests_are_refused_and_the_next_one_is_answered() {
    let house = house(Duration::from_secs(60)).await;
    for path in ["/", "/nothing", "/..%2f..%2fetc/passwd", "/healthz/", "/%00"] {
        assert_eq!(get(house.port, path).await.0, 404, "{path}");
    }
    let big = format!("POST /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", 1 << 30);
    let answer = raw(house.port, big.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    check_headers(&answer);
    let post =
        raw(house.port, b"POST /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n").await;
    assert!(post.starts_with("HTTP/1.1 405"), "{post}");
    check_headers(&post);
    let many = "X: y\r\n".repeat(10_000);
    for garbage in
        ["\x16\x03\x01\x02\0\x01", "GET\r\n\r\n", "\r\n\r\n\r\n", &format!("GET /healthz HTTP/1.1\r\n{many}\r\n")]
    {
        assert!(!raw(house.port, garbage.as_bytes()).await.starts_with("HTTP/1.1 200"), "{garbage:.40}");
    }
    assert_eq!(get(house.port, "/healthz").await.0, 200);
}

#[tokio::test]
async fn the_figures_are_in_the_form_prometheus_reads() {
    let house = house(Duration::from_secs(60)).await;
    let request = "GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let answer = raw(house.port, request.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("text/plain; version=0.0.4"), "{answer}");
    check_headers(&answer);
}

#[tokio::test]
async fn sleeping_clients_are_cut_and_keep_out_nobody() {
    let house = house(Duration::from_secs(60)).await;
    let mut sleepers = Vec::new();
    for _ in 0..300 {
        let mut stream = TcpStream::connect(("127.0.0.1", house.port)).await.unwrap();
        stream.write_all(b"GET /healthz HTTP/1.1\r\nX-Slow:").await.unwrap();
        sleepers.push(stream);
    }
    assert!(sleepers.len() < MOST_CLIENTS);
    let begun = Instant::now();
    assert_eq!(get(house.port, "/healthz").await.0, 200);
    assert!(begun.elapsed() < Duration::from_millis(500), "{:?}", begun.elapsed());
    // A byte now and then buys no time.
    let mut drip = sleepers.pop().unwrap();
    let begun = Instant::now();
    while drip.write_all(b"x").await.is_ok() {
        assert!(begun.elapsed() < Duration::from_secs(5), "still listened to");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    for mut sleeper in sleepers {
        let mut rest = Vec::new();
        let cut = tokio::time::timeout(Duration::from_secs(2), sleeper.read_to_end(&mut rest)).await;
        assert!(cut.is_ok() && !rest.starts_with(b"HTTP/1.1 200"));
    }
}

#[tokio::test]
async fn a_shutdown_waits_for_nobody_for_long() {
    let house = house(Duration::from_secs(60)).await;
    let mut idle = TcpStream::connect(("127.0.0.1", house.port)).await.unwrap();
    idle.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    let mut half = TcpStream::connect(("127.0.0.1", house.port)).await.unwrap();
    half.write_all(b"GET /heal").await.unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    house.stop.send(()).unwrap();
    let ended = tokio::time::timeout(Duration::from_secs(3), house.serving).await;
    assert!(ended.unwrap().unwrap().is_ok());
    assert!(TcpStream::connect(("127.0.0.1", house.port)).await.is_err());
}
