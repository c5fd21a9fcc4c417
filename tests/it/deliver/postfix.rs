//! Against a real mail server: Postfix, as Debian ships it, private to this test (own configuration, queue and mailbox
//! on a free loopback port). Needs root, because Postfix does; says so when it is skipped.

use super::{channel, letter, near, word};
use duban::deliver::Security;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

const POSTFIX: &str = "/usr/sbin/postfix";

const MASTER: &str = "\
127.0.0.1:PORT inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
retry unix - - n - - error
error unix - - n - - error
anvil unix - - n - 1 anvil
virtual unix - n n - - virtual
postlog unix-dgram n - n - 1 postlogd
";

const MAIN: &str = "\
compatibility_level = 3.6
queue_directory = HOME/queue
data_directory = HOME/data
maillog_file = HOME/log
maillog_file_prefixes = HOME
myhostname = localhost
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mydestination =
alias_maps =
virtual_mailbox_domains = example.org
virtual_mailbox_base = HOME/mail
virtual_mailbox_maps = inline:{ { wang@example.org = wang/ } }
virtual_transport = virtual
virtual_minimum_uid = 1
virtual_uid_maps = static:UID
virtual_gid_maps = static:GID
smtpd_tls_security_level = encrypt
smtpd_tls_chain_files = TLS/server.pem
";

/// A running Postfix, stopped when dropped.
struct Postfix {
    home: tempfile::TempDir,
    port: u16,
}

impl Postfix {
    fn start() -> Result<Postfix, String> {
        if !Path::new(POSTFIX).exists() {
            return Err("no postfix".to_owned());
        }
        if id(&["-u"]) != "0" {
            return Err("postfix can only be started by root".to_owned());
        }
        let (uid, gid) = (id(&["-u", "postfix"]), id(&["-g", "postfix"]));
        let home = tempfile::tempdir().unwrap();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let tls = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/deliver/tls");
        let main = MAIN.replace("HOME", home.path().to_str().unwrap()).replace("TLS", tls.to_str().unwrap());
        for folder in ["config", "queue", "data", "mail"] {
            fs::create_dir(home.path().join(folder)).unwrap();
        }
        fs::set_permissions(home.path(), fs::Permissions::from_mode(0o755)).unwrap();
        for folder in ["data", "mail"] {
            assert!(Command::new("chown").arg(&uid).arg(home.path().join(folder)).status().unwrap().success());
        }
        fs::write(home.path().join("config/main.cf"), main.replace("UID", &uid).replace("GID", &gid)).unwrap();
        fs::write(home.path().join("config/master.cf"), MASTER.replace("PORT", &port.to_string())).unwrap();
        let server = Postfix { home, port };
        let started = server.command("start");
        let until = Instant::now() + Duration::from_secs(10);
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < until, "postfix does not answer: {started}\n{}", server.log());
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(server)
    }

    fn command(&self, what: &str) -> String {
        let done = Command::new(POSTFIX).arg("-c").arg(self.home.path().join("config")).arg(what).output().unwrap();
        String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned()
    }

    fn log(&self) -> String {
        fs::read_to_string(self.home.path().join("log")).unwrap_or_default()
    }

    /// The one letter in Wang's mailbox, once it is there.
    fn mail(&self) -> PathBuf {
        let until = Instant::now() + Duration::from_secs(15);
        loop {
            let found = fs::read_dir(self.home.path().join("mail/wang/new")).ok().and_then(|mut files| files.next());
            if let Some(file) = found {
                return file.unwrap().path();
            }
            assert!(Instant::now() < until, "no letter arrived\n{}", self.log());
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        self.command("stop");
    }
}

fn id(args: &[&str]) -> String {
    String::from_utf8(Command::new("id").args(args).output().unwrap().stdout).unwrap().trim().to_owned()
}

/// Prints the subject and the two parts, as another mail program understands them.
const READ: &str = "
import email, email.policy, sys
mail = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.default)
print(mail['Subject'], mail['Message-ID'], sep='\\n')
for part in mail.iter_parts():
    print(part.get_content_type(), part.get_content().strip(), sep='\\n')
sys.exit(1 if mail.defects else 0)
";

const LETTER: &str = "\
Date: Sat, 01 Mar 2014 09:00:00 +0800
From: =?utf-8?B?552j5p+l5a6k?= <office@example.org>
To: wang@example.org
Subject: =?utf-8?B?44CQ5rue5ZCO44CR6YeN54K56aG555uu552j5Yqe6YCa55+l?=
Message-ID: <l-wang@example.org>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=b

--b
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64

5rue5ZCO
--b
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: quoted-printable

<p>=E6=BB=9E=E5=90=8E</p>
=2E
..two dots
--b--
";

#[tokio::test(flavor = "multi_thread")]
async fn postfix_takes_a_letter_and_another_program_reads_it() {
    let server = match Postfix::start() {
        Ok(server) => server,
        Err(why) => return println!("skipped: {why}"),
    };
    let mut settings = near(server.port);
    settings.host = "localhost".to_owned();
    settings.security = Security::StartTls;
    settings.ca_file = Some(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/deliver/tls/ca.pem"));
    (settings.connect_seconds, settings.command_seconds, settings.final_seconds) = (10, 10, 10);
    let channel = channel(settings);
    let (mut wang, nobody) = (letter("wang"), letter("nobody"));
    wang.mime = LETTER.replace('\n', "\r\n").into_bytes();
    let answered = channel.send_batch(&[nobody, wang]).await;
    let words: Vec<&str> = answered.iter().map(|(_, outcome)| word(outcome)).collect();
    assert_eq!(words, ["never", "sent"], "{answered:?}\n{}", server.log());

    let file = server.mail();
    let arrived = String::from_utf8(fs::read(&file).unwrap()).unwrap();
    let body = arrived.split_once("\n--b\n").unwrap().1.trim_end();
    assert_eq!(body, LETTER.split_once("\n--b\n").unwrap().1.trim_end());
    let Ok(read) = Command::new("python3").args(["-c", READ]).arg(&file).env("PYTHONUTF8", "1").output() else {
        return println!("skipped: no python3");
    };
    assert_eq!(
        String::from_utf8(read.stdout).unwrap(),
        "【滞后】重点项目督办通知\n<l-wang@example.org>\ntext/plain\n滞后\ntext/html\n<p>滞后</p>\n.\n..two dots\n"
    );
    assert!(read.status.success());
}
