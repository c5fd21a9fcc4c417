//! An object store on loopback that speaks as much S3 as duban asks for, and has every fault a store can have: it is away,
//! asks for patience, leaves objects out, breaks off, changes objects between list and get, does not know If-Match.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, Response, StatusCode, Uri};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};

/// What is done between a listing and what follows it.
type Meddling = Box<dyn FnMut(&mut Objects) + Send>;
/// Key → bytes. The ETag is made of the bytes.
pub type Objects = BTreeMap<String, Vec<u8>>;

/// What the store holds, and what is wrong with it.
#[derive(Default)]
pub struct Inside {
    pub objects: Objects,
    /// The next answers, instead of the right ones.
    pub answers: VecDeque<(u16, &'static str)>,
    /// Every answer, instead of the right one.
    pub always: Option<(u16, &'static str)>,
    /// Answers about these keys.
    pub refused: BTreeMap<String, (u16, &'static str)>,
    /// Keys that a listing leaves out.
    pub left_out: BTreeSet<String>,
    /// Keys listed beside those that are there, as they stand in the document.
    pub listed_too: Vec<String>,
    /// Keys that a page has; 1,000 where nothing is said.
    pub page: usize,
    /// How many objects break off half-way.
    pub breaks_off: usize,
    /// Whether pages are all alike, whatever is asked.
    pub knows_no_pages: bool,
    /// Whether If-Match is ignored.
    pub ignores_if_match: bool,
    /// Whether listings have no ETags.
    pub has_no_etags: bool,
    /// Whether no answer comes.
    pub hangs: bool,
    pub after_list: Option<Meddling>,
    /// Called when an object has broken off.
    pub after_break: Option<Meddling>,
    pub lists: usize,
    pub gets: Vec<String>,
    pub unsigned: usize,
}

/// The store; ends with its runtime.
#[derive(Clone)]
pub struct Stub {
    pub address: SocketAddr,
    inside: Arc<Mutex<Inside>>,
}

impl Stub {
    /// Begins to answer.
    pub async fn start() -> Stub {
        Stub::at("127.0.0.1:0".parse().unwrap(), Inside::default()).await
    }

    pub async fn at(address: SocketAddr, inside: Inside) -> Stub {
        let listener = tokio::net::TcpListener::bind(address).await.unwrap();
        let stub = Stub { address: listener.local_addr().unwrap(), inside: Arc::new(Mutex::new(inside)) };
        let app = Router::new().fallback(answer).with_state(stub.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        stub
    }

    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap()
    }

    pub fn put(&self, key: &str, bytes: impl Into<Vec<u8>>) {
        self.inside().objects.insert(key.to_string(), bytes.into());
    }

    /// Keys that were asked for since this was asked last.
    pub fn gets(&self) -> Vec<String> {
        std::mem::take(&mut self.inside().gets)
    }
}

pub fn etag(bytes: &[u8]) -> String {
    format!("\"{}\"", &duban::base::id::sha256_hex(bytes)[..32])
}

async fn answer(State(stub): State<Stub>, method: Method, uri: Uri, headers: HeaderMap) -> Response<Body> {
    assert_eq!(method, Method::GET, "nothing is changed in the store");
    if stub.inside().hangs {
        std::future::pending::<()>().await;
    }
    let mut inside = stub.inside();
    inside.unsigned += usize::from(!headers.contains_key("authorization"));
    if let Some((status, code)) = inside.always.or_else(|| inside.answers.pop_front()) {
        return fault(status, code);
    }
    let path = percent_decoded(uri.path());
    match path.strip_prefix("/reports").map(|rest| rest.trim_start_matches('/')) {
        Some("") => inside.list(uri.query().unwrap_or_default()),
        Some(key) => inside.get(key, &headers),
        None => fault(404, "NoSuchBucket"),
    }
}

impl Inside {
    fn list(&mut self, query: &str) -> Response<Body> {
        self.lists += 1;
        let query: BTreeMap<String, String> = query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.to_string(), percent_decoded(&value.replace('+', " "))))
            .collect();
        let text = |name: &str| query.get(name).map(String::as_str).unwrap_or_default();
        assert_eq!(text("list-type"), "2");
        let after = match text("continuation-token") {
            "" => text("start-after").to_string(),
            token => token.trim_start_matches("after:").to_string(),
        };
        let page = if self.page == 0 { 1000 } else { self.page };
        let page = text("max-keys").parse().unwrap_or(page).min(page);
        let real = self.objects.iter().filter(|(key, _)| !self.left_out.contains(*key));
        let mut all: Vec<(String, Vec<u8>)> = real.map(|(key, bytes)| (key.clone(), bytes.clone())).collect();
        all.extend(self.listed_too.iter().map(|key| (key.clone(), b"odd".to_vec())));
        all.sort();
        all.retain(|(key, _)| key.starts_with(text("prefix")) && (self.knows_no_pages || *key > after));
        let rest = all.len() > page;
        all.truncate(page);
        let mut xml = "<?xml version=\"1.0\"?><ListBucketResult>".to_string();
        for (key, bytes) in &all {
            let key: String = key.chars().map(escaped).collect();
            let etag = etag(bytes).replace('"', "&quot;");
            let etag = if self.has_no_etags { String::new() } else { format!("<ETag>{etag}</ETag>") };
            // A clock that is wrong: nothing may depend on it.
            xml += &format!(
                "<Contents><Key>{key}</Key><LastModified>2099-01-01T00:00:00.000Z</LastModified>{etag}<Size>{}</Size></Contents>",
                bytes.len()
            );
        }
        let last = all.last().map(|(key, _)| key.chars().map(escaped).collect::<String>()).unwrap_or_default();
        if rest && !self.knows_no_pages {
            xml +=
                &format!("<IsTruncated>true</IsTruncated><NextContinuationToken>after:{last}</NextContinuationToken>");
        }
        if let Some(mut meddle) = self.after_list.take() {
            meddle(&mut self.objects);
            self.after_list = Some(meddle);
        }
        Response::new(Body::from(xml + "</ListBucketResult>"))
    }

    fn get(&mut self, key: &str, headers: &HeaderMap) -> Response<Body> {
        self.gets.push(key.to_string());
        if let Some((status, code)) = self.refused.get(key) {
            return fault(*status, code);
        }
        let Some(bytes) = self.objects.get(key).cloned() else { return fault(404, "NoSuchKey") };
        let etag = etag(&bytes);
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        if !self.ignores_if_match && header("if-match").is_some_and(|wanted| wanted != etag) {
            return fault(412, "PreconditionFailed");
        }
        let total = bytes.len();
        let range = header("range").and_then(|range| range.strip_prefix("bytes=")?.split_once('-'));
        let range = range.map(|(from, to)| (from.parse().unwrap(), to.parse::<usize>().unwrap().min(total - 1)));
        let (status, from, to) = match range {
            Some((from, to)) => (206, from, to + 1),
            None => (200, 0, total),
        };
        let mut answer = Response::builder().status(status).header("etag", etag).header("content-length", to - from);
        if status == 206 {
            answer = answer.header("content-range", format!("bytes {from}-{}/{total}", to - 1));
        }
        if self.breaks_off == 0 {
            return answer.body(Body::from(bytes[from..to].to_vec())).unwrap();
        }
        self.breaks_off -= 1;
        if let Some(mut meddle) = self.after_break.take() {
            meddle(&mut self.objects);
            self.after_break = Some(meddle);
        }
        let half = Bytes::copy_from_slice(&bytes[from..from + (to - from) / 2]);
        let pieces = futures_util::stream::iter([Ok(half), Err(std::io::Error::other("cut"))]);
        answer.body(Body::from_stream(pieces)).unwrap()
    }
}

fn fault(status: u16, code: &str) -> Response<Body> {
    let text = format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code><RequestId>{status}</RequestId></Error>");
    let status = StatusCode::from_u16(status).unwrap();
    Response::builder().status(status).body(Body::from(text)).unwrap()
}

fn escaped(c: char) -> String {
    match c {
        '&' | '<' | '>' | '"' => format!("&#{};", u32::from(c)),
        c if c.is_control() => format!("&#{};", u32::from(c)),
        c => c.to_string(),
    }
}

fn percent_decoded(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| *first == b'%').and_then(|two| std::str::from_utf8(two).ok());
        match code.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) => (bytes.push(byte), rest = &after[2..]).1,
            None => (bytes.push(*first), rest = after).1,
        }
    }
    String::from_utf8(bytes).unwrap()
}
