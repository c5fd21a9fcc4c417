//! Every statement there is, so that a database can be asked whether it understands them all.

use super::bulk::Bulk;
use super::{
    Store, StoreError, answers, attention, chain, commit, issues, mirror, outbox, rebaselines, recall, receipts,
    record_rows, scores, seen, slots, tries, vault, verify, verify_rows, view,
};

/// Statements that are the same on both databases.
const PLAIN: &[&str] = &[
    answers::INSERT_ANSWER,
    answers::ANSWER,
    answers::ANSWERS,
    answers::ADDRESSEE,
    answers::NOTES_TO,
    answers::NOTE_KEY,
    answers::KEYS,
    attention::WAITING,
    attention::ALL_DEFERRED,
    attention::LETTERS_OF_DAY,
    attention::UNDELIVERED,
    attention::HELD,
    attention::DEFERRED_BY,
    attention::TOLD_BY,
    attention::DECIDED_BY,
    chain::HEAD,
    chain::LOCK_HEAD,
    chain::MOVE_HEAD,
    chain::INSERT_ENTRY,
    chain::ENTRIES,
    issues::NEWEST,
    issues::HISTORY,
    issues::OF_ENTRY,
    issues::ENTERED,
    issues::LAST_RUN,
    issues::ACTED_ON,
    outbox::LEASE,
    outbox::LETTER,
    outbox::SETTLE_LETTER,
    outbox::GIVE_BACK,
    outbox::RELEASE,
    mirror::SETTLE,
    rebaselines::LEDGER,
    rebaselines::OF_ACT,
    recall::STANDINGS,
    recall::CASES,
    recall::NEWEST_TABLE,
    recall::NEWEST_SERIES,
    recall::NEWEST_PERIOD,
    recall::TABLES_OF_FILE,
    recall::MEASURED,
    receipts::OPEN,
    receipts::OF_RUN,
    receipts::SETTLED_BY,
    record_rows::FILES,
    record_rows::ACCEPTED,
    record_rows::REJECTS,
    record_rows::NOTES,
    scores::LEDGER,
    scores::OF_RUN,
    seen::SEEN,
    seen::AFTER,
    seen::OF_PERIODS,
    slots::NOTE_SLOT,
    slots::FINISH_SLOT,
    slots::SLOT_SEQ,
    slots::NEWEST,
    slots::JUDGED,
    slots::OPEN,
    tries::TRIES,
    tries::NOTE_TRY,
    tries::TAKE_BACK_TRY,
    tries::FORGET_SETTLED,
    tries::FORGET_TRY,
    vault::GET,
    vault::GET_CHUNKS,
    verify::COUNT_ENTRIES,
    verify::ORPHANS,
    verify::VAULT,
    verify::LOOSE_CHUNKS,
    verify_rows::STANDINGS,
    verify_rows::LETTERS,
    verify_rows::SLOT,
    verify_rows::POINTERS,
    verify_rows::CASES,
    verify_rows::OUTBOX,
    view::RUNS,
    view::STANDINGS_AS_OF,
    view::STANDINGS_NOW,
    view::ALL_CASES,
    view::ONE_CASE,
    view::LETTERS,
    view::MIME_OF,
    view::PAYLOAD_OF,
    view::PORTFOLIOS,
    view::COUNT_LETTERS,
    view::COUNT_CASES,
    view::COUNT_SLOTS,
];

const BULK: &[Bulk] = &[
    attention::INSERT_DEFERRED,
    attention::INSERT_TOLD,
    attention::INSERT_DECIDED,
    receipts::INSERT_RECEIPT,
    receipts::INSERT_SETTLED,
    commit::INSERT_STANDING,
    commit::POINT_STANDING,
    commit::INSERT_CASE,
    commit::CHANGE_CASE,
    commit::INSERT_LETTER,
    commit::INSERT_OUTBOX,
    record_rows::INSERT_FILE,
    record_rows::INSERT_ACCEPTED,
    record_rows::INSERT_REJECT,
    record_rows::INSERT_NOTE,
    issues::INSERT,
    rebaselines::INSERT,
    scores::INSERT,
    seen::OF_BYTES,
    seen::OF_NAMES,
    vault::INSERT,
    vault::INSERT_CHUNK,
    vault::WHICH,
];

impl Store {
    /// Has the database prepare every statement of the program; gives how many there are. Nothing is run.
    ///
    /// # Errors
    /// The first statement that the database does not understand, in its own words.
    pub async fn prepare_all(&self) -> Result<usize, StoreError> {
        let mut statements: Vec<String> = PLAIN.iter().map(|sql| (*sql).to_string()).collect();
        if self.db.is_pg() {
            statements.push(outbox::LEASE_PG.to_string());
        }
        statements.extend(BULK.iter().flat_map(Bulk::texts));
        let count = statements.len();
        let mut tx = self.db.look().await?;
        for sql in statements {
            tx.prepare(sql).await?;
        }
        Ok(count)
    }
}
