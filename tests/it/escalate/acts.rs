//! What people do to a case, and what they may not.

use super::cast::{House, Says, day, proof};
use duban::assess::Rule::BehindTarget;
use duban::base::grade::Grade::Behind;
use duban::escalate::{ActError, CaseState, ChangeReason};

#[test]
fn people_may_acknowledge_what_is_live_and_close_what_is_resolved_and_nothing_else() {
    let mut house = House::new();
    house.broken("bridge", BehindTarget, Behind, 12);
    house.run();
    let (case, today) = (house.case("bridge", BehindTarget).clone(), day("2014-06-17"));
    let id = case.id.clone();
    let change = case.acknowledge(" Lin ", day("2014-06-20"), today).unwrap();
    assert_eq!((change.reason, change.case.version), (ChangeReason::Acknowledged, 2));
    assert_eq!(change.case.state, CaseState::Acknowledged { until: day("2014-06-20"), by: "Lin".to_string() });
    let refused = case.acknowledge("Lin", day("2014-06-16"), today).unwrap_err();
    assert_eq!(refused, ActError::DayIsOver { until: day("2014-06-16"), on: today });
    assert_eq!(case.acknowledge(" ", today, today).unwrap_err(), ActError::NobodyNamed { act: "acknowledges" });
    let refused = case.close(&proof("Sun"), "Zhou", 0, today).unwrap_err();
    assert_eq!(refused, ActError::StillStands { case: id.clone(), state: "open" });
    assert!(refused.to_string().contains("only a resolved case can be closed"));
    house.says("bridge", BehindTarget, Says::Fine);
    house.run_on("2014-06-18");
    let resolved = house.case("bridge", BehindTarget);
    let refused = resolved.acknowledge("Lin", today, today).unwrap_err();
    assert_eq!(refused, ActError::Settled { case: id.clone(), state: "resolved", what: "acknowledge" });
    let closed = resolved.close(&proof("Sun"), "Zhou", 0, today).unwrap();
    assert_eq!((closed.reason, closed.case.version, closed.case.state.name()), (ChangeReason::Closed, 3, "closed"));
    let refused = closed.case.close(&proof("Sun"), "Zhou", 0, today).unwrap_err();
    assert_eq!(refused, ActError::ClosedAlready { case: id, on: today, by: "Sun".to_string() });
}
