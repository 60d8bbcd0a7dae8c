//! Tests that maps, sets and sorting behave like those of std.

use super::{BTreeMap, BTreeSet, Entry, sort, sort_by, sort_by_key};
use std::collections as std_collections;

/// Pseudo-random numbers, the same in each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) % end
    }
}

fn same(ours: &BTreeMap<String, u64>, expected: &std_collections::BTreeMap<String, u64>) {
    assert!(ours.iter().eq(expected.iter()));
    assert!(ours.iter().rev().eq(expected.iter().rev()));
    assert_eq!((ours.len(), ours.is_empty()), (expected.len(), expected.is_empty()));
    assert_eq!(ours.first_key_value(), expected.first_key_value());
    assert_eq!(ours.last_key_value(), expected.last_key_value());
    assert_eq!(format!("{ours:?}"), format!("{expected:?}"));
}

/// Makes the same calls on both maps, with keys below `keys`. Few keys: many are found. Many keys: there are many
/// chunks.
fn check_map(calls: u64, keys: u64, kinds: u64) {
    let mut numbers = Numbers(calls ^ keys);
    let (mut ours, mut expected) = (BTreeMap::new(), std_collections::BTreeMap::new());
    for call in 0..calls {
        let key = numbers.below(keys).to_string();
        match numbers.below(kinds) {
            0..=3 => assert_eq!(ours.insert(key.clone(), call), expected.insert(key, call)),
            4 => assert_eq!(ours.entry(key.clone()).or_insert(call), expected.entry(key).or_insert(call)),
            5 => {
                let known = matches!(ours.entry(key.clone()), Entry::Occupied(_));
                assert_eq!(known, expected.contains_key(&key));
                assert_eq!((ours.get(&*key), ours.contains_key(&*key)), (expected.get(&key), known));
                assert_eq!(ours.get_mut(&*key), expected.get_mut(&key));
                assert_eq!(ours.get_key_value(&*key), expected.get_key_value(&key));
            }
            6 | 7 => assert_eq!(ours.remove(&*key), expected.remove(&key)),
            8 => assert_eq!(ours.pop_first(), expected.pop_first()),
            9 => {
                let last = ours.last_entry().map(|entry| (entry.key().clone(), entry.remove()));
                assert_eq!(last, expected.pop_last());
            }
            10 => {
                let kept = numbers.below(7);
                ours.retain(|_, value| *value % 7 != kept);
                expected.retain(|_, value| *value % 7 != kept);
            }
            _ => {
                ours.iter_mut().for_each(|(_, value)| *value += 1);
                expected.values_mut().for_each(|value| *value += 1);
            }
        }
        if call % 256 == 0 {
            same(&ours, &expected);
        }
    }
    same(&ours, &expected);
    assert!(expected.iter().all(|(key, value)| ours.get(key) == Some(value)));
    same(&ours.clone().into_iter().collect(), &expected);
    assert!(ours.clone().into_keys().eq(expected.clone().into_keys()));
    assert!(ours.clone().into_values().eq(expected.clone().into_values()));
    assert!(ours.clone().into_iter().rev().eq(expected.clone().into_iter().rev()));
    assert_eq!(ours.iter().count(), expected.len());
}

#[test]
fn maps_do_what_those_of_std_do() {
    check_map(2_000, 8, 12);
    check_map(20_000, 300, 12);
    // Maps that only grow and shrink one by one have many chunks.
    check_map(20_000, 1_000_000, 8);
    check_map(0, 1, 12);
}

#[test]
fn iterators_meet_wherever_they_are_taken_from() {
    let map: BTreeMap<u64, ()> = (0..2_000).rev().map(|number| (number, ())).collect();
    for step in [1, 2, 3, 700, 5_000] {
        let (mut keys, mut front, mut back) = (map.keys(), Vec::new(), Vec::new());
        for turn in 0.. {
            let next = if turn % (step + 1) < step { keys.next() } else { keys.next_back() };
            let Some(next) = next else { break };
            if turn % (step + 1) < step { front.push(*next) } else { back.push(*next) }
        }
        front.extend(back.into_iter().rev());
        assert!(front.into_iter().eq(0..2_000), "{step}");
    }
}

#[test]
fn sets_do_what_those_of_std_do() {
    let mut numbers = Numbers(7);
    for most in [0, 1, 10, 3_000] {
        let mut list = || (0..most).map(|_| numbers.below(2 * most)).collect::<Vec<u64>>();
        let (one, other) = (list(), list());
        let (ours, ours_too) = (BTreeSet::from_iter(one.clone()), BTreeSet::from_iter(other.clone()));
        let (std, std_too): (std_collections::BTreeSet<u64>, std_collections::BTreeSet<u64>) =
            (one.into_iter().collect(), other.into_iter().collect());
        assert!(ours.iter().eq(&std));
        assert!(ours.difference(&ours_too).eq(std.difference(&std_too)));
        assert!(ours.intersection(&ours_too).eq(std.intersection(&std_too)));
        assert!((&ours | &ours_too).into_iter().eq(&std | &std_too));
        assert!((&ours - &ours_too).into_iter().eq(&std - &std_too));
        assert_eq!(ours.is_subset(&ours_too), std.is_subset(&std_too));
        assert_eq!(ours.is_disjoint(&ours_too), std.is_disjoint(&std_too));
        assert_eq!((ours.first(), ours.last()), (std.first(), std.last()));
        assert_eq!((ours == ours_too, ours.cmp(&ours_too)), (std == std_too, std.cmp(&std_too)));
        assert_eq!(serde_json::to_string(&ours).unwrap(), serde_json::to_string(&std).unwrap());
        let text = serde_json::to_string(&ours).unwrap();
        assert_eq!(serde_json::from_str::<BTreeSet<u64>>(&text).unwrap(), ours);
    }
}

#[test]
fn maps_are_written_and_read_as_those_of_std() {
    let text = r#"{"b":1,"a":2,"b":3}"#;
    let map: BTreeMap<String, u8> = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&map).unwrap(), r#"{"a":2,"b":3}"#);
    assert!(serde_json::from_str::<BTreeMap<String, u8>>("[]").is_err());
}

#[test]
fn sorting_is_stable_and_in_order() {
    let mut numbers = Numbers(1);
    for length in [0, 1, 2, 3, 20, 21, 1_000, 5_000] {
        let list: Vec<(u64, usize)> = (0..length).map(|at| (numbers.below(50), at)).collect();
        let (mut expected, mut by, mut by_key, mut whole) = (list.clone(), list.clone(), list.clone(), list);
        expected.sort_by_key(|(number, _)| *number);
        sort_by(&mut by, |one, other| one.0.cmp(&other.0));
        sort_by_key(&mut by_key, |(number, _)| *number);
        sort(&mut whole);
        assert!(by == expected && by_key == expected && whole == expected, "{length}");
    }
}
