// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Today, as it is written into files.

use std::time::SystemTime;

const SECONDS_A_DAY: u64 = 86_400;

/// Today in Greenwich: `2026-11-25`; empty where the clock stands before 1970.
pub fn today() -> String {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.map_or_else(|_| String::new(), |since| date(since.as_secs() / SECONDS_A_DAY))
}

/// A moment in Greenwich: `2026-11-25T14:30:00Z`; empty before 1970.
pub fn moment(time: SystemTime) -> String {
    let since = time.duration_since(SystemTime::UNIX_EPOCH);
    since.map_or_else(
        |_| String::new(),
        |since| {
            let [day, second] = [since.as_secs() / SECONDS_A_DAY, since.as_secs() % SECONDS_A_DAY];
            format!("{}T{:02}:{:02}:{:02}Z", date(day), second / 3600, second / 60 % 60, second % 60)
        },
    )
}

/// The date so many days after 1 January 1970 (Gregorian calendar: leap years are those that 4 divides, but
/// not those that 100 divides and 400 does not).
fn date(mut days: u64) -> String {
    let mut year = 1970;
    while days >= year_days(year) {
        days -= year_days(year);
        year += 1;
    }
    let february = if year_days(year) == 366 { 29 } else { 28 };
    let mut month = 1;
    for month_days in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if days < month_days {
            break;
        }
        days -= month_days;
        month += 1;
    }
    format!("{year}-{month:02}-{:02}", days + 1)
}

const fn year_days(year: u64) -> u64 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    if is_leap { 366 } else { 365 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_has_a_date_and_a_time() {
        let time = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(20_782 * SECONDS_A_DAY + 52_207);
        assert_eq!(moment(time), "2026-11-25T14:30:07Z");
    }

    #[test]
    fn days_become_dates_in_leap_years_too() {
        assert_eq!(
            [date(0), date(11_016), date(11_017), date(20_782)],
            ["1970-01-01", "2000-02-29", "2000-03-01", "2026-11-25"]
        );
    }
}
