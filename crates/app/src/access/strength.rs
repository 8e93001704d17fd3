//! Which passwords are easy to guess: a rule whose work grows with the length and nothing else.
//!
//! Every character counts one, but what people repeat counts less: a common word two, whatever its spelling; a run (`1111`,
//! `abcd`, `9876`, `qwerty`) and a year one; the person's own name and address nothing; a repetition of the whole nothing.
//! What counts less than [`ENOUGH`] is refused.

use std::{
    collections::{BTreeSet, HashMap},
    sync::LazyLock,
};

/// What a password has to count at least.
const ENOUGH: usize = 8;
/// Fewest different characters.
const DISTINCT: usize = 6;
/// What a common word counts.
const WORD: usize = 2;
/// Own words are cut to this many characters.
const OWN_LENGTH: usize = 32;
/// At most so many own words are looked for.
const OWN_WORDS: usize = 24;

/// Lines of keys beside each other.
const KEYBOARDS: &str = "1234567890-= qwertyuiop[] asdfghjkl;' zxcvbnm,./ qwertzuiop yxcvbnm azertyuiop qsdfghjklm wxcvbn \
    1qaz 2wsx 3edc 4rfv 5tgb 6yhn 7ujm 8ik, 9ol. 0p;/ ضصثقفغعهخحجد شسيبلاتنمكط ئءؤرلاىهوزظ";

/// Pairs of neighbouring keys with their direction.
static NEIGHBOURS: LazyLock<HashMap<(char, char), i8>> = LazyLock::new(|| {
    let mut pairs = HashMap::new();
    for line in KEYBOARDS.split(' ') {
        for (a, b) in line.chars().zip(line.chars().skip(1)) {
            pairs.insert((a, b), 1);
            pairs.insert((b, a), -1);
        }
    }
    pairs
});

static COMMON: LazyLock<Words> = LazyLock::new(|| {
    let lines = include_str!("common_passwords.txt").lines().filter(|line| !line.starts_with('#'));
    Words::of(lines.flat_map(str::split_whitespace).map(normalized).filter(|word| word.len() > 2))
});

/// Words by their text, and the lengths that occur.
struct Words {
    words: std::collections::HashSet<String>,
    lengths: BTreeSet<usize>,
}

impl Words {
    fn of(words: impl Iterator<Item = Vec<char>>) -> Self {
        let (mut set, mut lengths) = (std::collections::HashSet::new(), BTreeSet::new());
        for word in words {
            lengths.insert(word.len());
            set.insert(word.into_iter().collect());
        }
        Self { words: set, lengths }
    }

    /// The lengths of the words that start at `from`.
    fn at(&self, text: &Spelling, from: usize) -> impl Iterator<Item = usize> {
        self.lengths
            .iter()
            .copied()
            .take_while(move |length| from + length < text.bounds.len())
            .filter(move |length| self.words.contains(&text.text[text.bounds[from]..text.bounds[from + length]]))
    }
}

/// One way to read a password: every character of it as another one.
struct Spelling {
    text: String,
    /// Where each character starts, and the end.
    bounds: Vec<usize>,
}

impl Spelling {
    fn of(chars: impl Iterator<Item = char>) -> Self {
        let text: String = chars.collect();
        let bounds = text.char_indices().map(|(at, _)| at).chain(std::iter::once(text.len())).collect();
        Self { text, bounds }
    }
}

/// Whether somebody with a list of common passwords and the person's name and address would soon find it.
pub fn is_guessable(password: &str, own_words: &[&str]) -> bool {
    let chars = normalized(password);
    let distinct: BTreeSet<char> = chars.iter().copied().collect();
    if distinct.len() < DISTINCT
        || chars.iter().all(|c| !c.is_alphabetic() && (c.is_numeric() || c.is_whitespace() || "+-./:()".contains(*c)))
    {
        return true;
    }
    let own = own_parts(own_words);
    let once = &chars[..period(&chars)];
    // p-a-s-s-w-o-r-d: the same without what stands between
    let (letters, between): (Vec<char>, Vec<char>) = once.iter().partition(|c| c.is_alphanumeric());
    let kinds = between.iter().collect::<BTreeSet<_>>().len();
    worth(once, &own).min(worth(&letters, &own) + kinds) < ENOUGH
}

/// Lower case, Arabic letters without marks and in one form, Arabic digits as Latin ones.
fn normalized(text: &str) -> Vec<char> {
    text.chars()
        .filter(|c| !matches!(c, '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{640}' | '\u{200b}'..='\u{200f}' | '\u{feff}'))
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
            'ة' => 'ه',
            'ى' => 'ي',
            '\u{660}'..='\u{669}' => digit(c, 0x660),
            '\u{6f0}'..='\u{6f9}' => digit(c, 0x6f0),
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            _ => c,
        })
        .collect()
}

fn digit(c: char, zero: u32) -> char {
    char::from_digit(u32::from(c) - zero, 10).unwrap_or(c)
}

/// A look-alike as the letter that it stands for; `one` is what `1`, `!` and `|` are read as.
fn unmasked(c: char, one: char) -> char {
    match c {
        '@' | '4' => 'a',
        '8' => 'b',
        '(' | '{' | '<' => 'c',
        '3' | '€' => 'e',
        '6' | '9' => 'g',
        '1' | '!' | '|' => one,
        '0' => 'o',
        '$' | '5' => 's',
        '7' | '+' => 't',
        '2' => 'z',
        _ => c,
    }
}

fn own_parts(own_words: &[&str]) -> Words {
    let mut parts = Vec::new();
    for text in own_words {
        let text = normalized(&text.chars().take(300).collect::<String>());
        let whole: Vec<char> = text.iter().copied().filter(|c| c.is_alphanumeric()).take(OWN_LENGTH).collect();
        parts.push(whole);
        parts.extend(text.split(|c| !c.is_alphanumeric()).map(|part| part.iter().copied().take(OWN_LENGTH).collect()));
    }
    let known = parts.into_iter().filter(|part| part.len() > 2 && part.iter().any(|c| c.is_alphabetic()));
    Words::of(known.take(OWN_WORDS))
}

/// The length of the shortest piece that the whole is a repetition of (also when the last one is cut short).
fn period(chars: &[char]) -> usize {
    let mut border = vec![0_usize; chars.len()];
    for at in 1..chars.len() {
        let mut length = border[at - 1];
        while length > 0 && chars[at] != chars[length] {
            length = border[length - 1];
        }
        border[at] = length + usize::from(chars[at] == chars[length]);
    }
    let period = chars.len() - border.last().copied().unwrap_or_default();
    if period * 2 <= chars.len() { period } else { chars.len() }
}

/// What a text counts in the reading that makes it least.
fn worth(chars: &[char], own: &Words) -> usize {
    let spellings = [
        Spelling::of(chars.iter().copied()),
        Spelling::of(chars.iter().map(|c| unmasked(*c, 'i'))),
        Spelling::of(chars.iter().map(|c| unmasked(*c, 'l'))),
    ];
    let steps: Vec<usize> = (0..chars.len()).map(|at| usize::from(!goes_on(chars, at))).collect();
    let mut least = vec![usize::MAX; chars.len() + 1];
    least[0] = 0;
    for at in 0..chars.len() {
        let so_far = least[at];
        let mut reach = |length: usize, cost: usize| {
            let end = &mut least[at + length];
            *end = (*end).min(so_far + cost);
        };
        reach(1, steps[at]);
        if is_year(&chars[at..]) {
            reach(4, 1);
        }
        for spelling in &spellings {
            COMMON.at(spelling, at).for_each(|length| reach(length, WORD));
            own.at(spelling, at).for_each(|length| reach(length, 0));
        }
    }
    least[chars.len()]
}

/// Whether a character continues what the ones before it began: the same again, or a run of three and more.
fn goes_on(chars: &[char], at: usize) -> bool {
    let step = |at: usize| -> Option<(u8, i8)> {
        let (a, b) = (*chars.get(at.checked_sub(1)?)?, *chars.get(at)?);
        match (u32::from(b)).wrapping_sub(u32::from(a)) {
            0 => Some((0, 0)),
            1 => Some((1, 1)),
            u32::MAX => Some((1, -1)),
            _ => NEIGHBOURS.get(&(a, b)).map(|direction| (2, *direction)),
        }
    };
    let Some(this) = step(at) else { return false };
    this.0 == 0 || step(at - 1) == Some(this) || (at + 1 < chars.len() && step(at + 1) == Some(this))
}

fn is_year(chars: &[char]) -> bool {
    chars.len() >= 4
        && matches!((chars[0], chars[1]), ('1', '9' | '3' | '4') | ('2', '0'))
        && chars[2].is_ascii_digit()
        && chars[3].is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::is_guessable;

    #[test]
    fn what_people_often_choose_is_refused() {
        for bad in [
            "password1234",
            "P@ssw0rd2026!",
            "p-a-s-s-w-o-r-d-1",
            "123456789012",
            "qwertyuiop123",
            "1qaz2wsx3edc",
            "aaaaaaaaaaaa",
            "abcabcabcabc",
            "x9!Kqx9!Kqx9!Kq",
            "abcdefghijkl",
            "Summer2026!!",
            "Welcome2Riyadh!",
            "lloovveeyyoouu",
            "admin@admin2026",
            "M0hammed@2026",
            "كلمة المرور ١٢٣",
            "مُحَمَّد محمد محمد",
            "05-12345678-90",
            "٠٥٥١٢٣٤٥٦٧٨٩",
            "letmein!letmein!",
        ] {
            assert!(is_guessable(bad, &[]), "{bad}");
        }
        for good in [
            "correct horse battery staple",
            "مطر خفيف فوق الجبل",
            "x9!Kq2vLp0#w",
            "tall giraffe eats 7 clouds",
            "seven quiet rivers run north",
            "evil giraffe eats 9 stones",
            "!#%&$(x9Kq)(=?",
            "b7d1-44fa-9c0e-e1a2",
        ] {
            assert!(!is_guessable(good, &["Salma Haddad", "salma@haddad.sa"]), "{good}");
        }
    }

    #[test]
    fn ones_own_name_and_address_count_nothing() {
        let own = ["Salma Haddad", "salma.haddad@northwind.example"];
        for bad in ["salma.haddad1", "SalmaHaddad2026", "S4lm4-H4dd4d-77", "northwind-salma!", "haddad.salma.haddad"] {
            assert!(is_guessable(bad, &own), "{bad}");
        }
        assert!(!is_guessable("salma drinks cardamom tea", &own));
        assert!(!is_guessable("silent otters dive deep", &[&"a ".repeat(100_000), ""]));
    }

    #[test]
    fn no_text_takes_long() {
        let long = "Aaa Bbb Ccc Ddd Eee ".repeat(40);
        let texts = [
            "4@8({[<3691!i|7l0$5+%2z".repeat(22),
            "@4@4({[<3698!i|1l7+0$52z".repeat(21),
            "p@$$w0rd".repeat(64),
            "a".repeat(512),
            "ab".repeat(256),
            "مطر".repeat(85),
            "1qaz".repeat(128),
            format!("{}x", "aab".repeat(170)),
        ];
        let start = std::time::Instant::now();
        for text in &texts {
            is_guessable(text, &[&long, "salma.haddad@a.b.c.d.e.f.example.com"]);
        }
        // 20 seconds each in this profile with a rule that weighs every reading against every other
        assert!(start.elapsed() < std::time::Duration::from_secs(2), "{:?}", start.elapsed());
    }
}
