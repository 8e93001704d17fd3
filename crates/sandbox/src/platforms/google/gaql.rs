//! Google's query language: text to a query. Knows no fields; bounded; any text is read or refused.

use super::problem::Problem;

/// A query as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Fields in their order.
    pub select: Vec<String>,
    /// The resource.
    pub from: String,
    /// Conditions, all of which hold.
    pub conditions: Vec<Condition>,
    /// Fields to order by, and whether the largest is first.
    pub order: Vec<(String, bool)>,
    /// Most rows.
    pub limit: Option<usize>,
    /// Names of resources come only where they are selected.
    pub omits_names: bool,
}

/// A condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The field.
    pub field: String,
    /// How it is compared.
    pub operator: Operator,
    /// With what; a constant's name for [`Operator::During`].
    pub values: Vec<String>,
}

/// How a condition compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `IN (…)`
    In,
    /// `NOT IN (…)`
    NotIn,
    /// `BETWEEN … AND …`
    Between,
    /// `DURING …`
    During,
    /// `LIKE '…%'`
    Like,
    /// `NOT LIKE '…%'`
    NotLike,
    /// `IS NULL`
    IsNull,
    /// `IS NOT NULL`
    IsNotNull,
}

/// Longest query.
const LONGEST: usize = 20_000;
/// What there is to say of what nothing better can be said of.
const UNEXPECTED: &str = "UNEXPECTED_INPUT";

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    Text(String),
    Sign(&'static str),
}

fn wrong(code: &'static str, what: &str) -> Problem {
    let message = format!("Error in query: unexpected input {what}.");
    Problem::invalid("queryError", code, message).because_of(what)
}

fn tokens(text: &str) -> Result<Vec<Token>, Problem> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let taken = if matches!(first, '\'' | '"') {
            let (text, length) = quoted(rest, first)?;
            tokens.push(Token::Text(text));
            length
        } else if let Some(sign) =
            ["!=", ">=", "<=", "=", ">", "<", "(", ")", ","].into_iter().find(|it| rest.starts_with(it))
        {
            tokens.push(Token::Sign(sign));
            sign.len()
        } else {
            let is_of_word = |letter: char| letter.is_ascii_alphanumeric() || "._-:/%".contains(letter);
            let length = rest.find(|letter| !is_of_word(letter)).unwrap_or(rest.len());
            if length == 0 {
                let code = if first.is_ascii() { "UNEXPECTED_INPUT" } else { "BAD_SYMBOL" };
                return Err(wrong(code, &first.to_string()));
            }
            tokens.push(Token::Word(rest.get(..length).unwrap_or_default().to_owned()));
            length
        };
        rest = rest.get(taken..).unwrap_or_default().trim_start();
    }
    Ok(tokens)
}

/// A text in quotes, and how many bytes it takes with them.
fn quoted(rest: &str, quote: char) -> Result<(String, usize), Problem> {
    let mut text = String::new();
    let mut letters = rest.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => text.extend(letters.next().map(|(_, letter)| letter)),
            letter if letter == quote => return Ok((text, at + 1)),
            '\n' => {
                let message = "Error in query: a text goes on in another line.";
                return Err(Problem::invalid("queryError", "PROHIBITED_NEWLINE_IN_STRING", message));
            }
            letter => text.push(letter),
        }
    }
    Err(Problem::invalid("queryError", "STRING_NOT_TERMINATED", "Error in query: a quote is not closed."))
}

struct Reader {
    tokens: Vec<Token>,
    at: usize,
}

impl Reader {
    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    /// Whether the word is next; it is taken then.
    fn takes(&mut self, word: &str) -> bool {
        let is_next = matches!(self.tokens.get(self.at), Some(Token::Word(it)) if it.eq_ignore_ascii_case(word));
        self.at += usize::from(is_next);
        is_next
    }

    fn takes_sign(&mut self, sign: &str) -> bool {
        let is_next = matches!(self.tokens.get(self.at), Some(Token::Sign(it)) if *it == sign);
        self.at += usize::from(is_next);
        is_next
    }

    /// The word that has to be next; `code` says that it is missing.
    fn must(&mut self, word: &str, code: &'static str) -> Result<(), Problem> {
        if self.takes(word) { Ok(()) } else { Err(self.unexpected(code)) }
    }

    /// What is next and should not be. Where nothing is next, that is what is wrong.
    fn unexpected(&self, code: &'static str) -> Problem {
        match self.tokens.get(self.at) {
            Some(Token::Word(text) | Token::Text(text)) => wrong(code, text),
            Some(Token::Sign(sign)) => wrong(code, sign),
            None => wrong(if code == UNEXPECTED { "UNEXPECTED_END_OF_QUERY" } else { code }, "end of query"),
        }
    }

    fn word(&mut self) -> Result<String, Problem> {
        match self.tokens.get(self.at) {
            Some(Token::Word(word)) => {
                self.at += 1;
                Ok(word.clone())
            }
            _ => Err(self.unexpected(UNEXPECTED)),
        }
    }

    fn words(&mut self) -> Result<Vec<String>, Problem> {
        let mut words = vec![self.word()?];
        while self.takes_sign(",") {
            words.push(self.word()?);
        }
        Ok(words)
    }

    fn value(&mut self) -> Result<String, Problem> {
        match self.next() {
            Some(Token::Word(text) | Token::Text(text)) => Ok(text),
            found => {
                self.at -= 1;
                let is_list = found == Some(Token::Sign("("));
                Err(self.unexpected(if is_list { "EXPECTED_SINGLE_VALUE" } else { UNEXPECTED }))
            }
        }
    }

    fn condition(&mut self) -> Result<Condition, Problem> {
        let field = self.word()?;
        const SIGNS: [(&str, Operator); 6] = [
            ("=", Operator::Equal),
            ("!=", Operator::NotEqual),
            (">", Operator::Greater),
            (">=", Operator::GreaterOrEqual),
            ("<", Operator::Less),
            ("<=", Operator::LessOrEqual),
        ];
        if let Some((_, operator)) = SIGNS.into_iter().find(|(sign, _)| self.takes_sign(sign)) {
            return Ok(Condition { field, operator, values: vec![self.value()?] });
        }
        let is_not = self.takes("not");
        let (operator, values) = if self.takes("in") {
            (if is_not { Operator::NotIn } else { Operator::In }, self.list()?)
        } else if self.takes("like") {
            (if is_not { Operator::NotLike } else { Operator::Like }, vec![self.value()?])
        } else if is_not {
            return Err(self.unexpected("BAD_OPERATOR"));
        } else if self.takes("between") {
            let first = self.value()?;
            self.must("and", "EXPECTED_AND")?;
            (Operator::Between, vec![first, self.value()?])
        } else if self.takes("during") {
            (Operator::During, vec![self.word()?])
        } else if self.takes("is") {
            let operator = if self.takes("not") { Operator::IsNotNull } else { Operator::IsNull };
            self.must("null", "BAD_OPERATOR")?;
            (operator, Vec::new())
        } else {
            return Err(self.unexpected("BAD_OPERATOR"));
        };
        Ok(Condition { field, operator, values })
    }

    fn list(&mut self) -> Result<Vec<String>, Problem> {
        if !self.takes_sign("(") {
            return Err(self.unexpected("EXPECTED_LIST"));
        }
        if self.takes_sign(")") {
            let message = "Error in query: a list is empty.";
            return Err(Problem::invalid("queryError", "PROHIBITED_EMPTY_LIST_IN_CONDITION", message));
        }
        let mut values = vec![self.value()?];
        while self.takes_sign(",") {
            values.push(self.value()?);
        }
        if self.takes_sign(")") { Ok(values) } else { Err(self.unexpected(UNEXPECTED)) }
    }

    fn order(&mut self) -> Result<Vec<(String, bool)>, Problem> {
        let mut order = Vec::new();
        if !self.takes("order") {
            return Ok(order);
        }
        self.must("by", "EXPECTED_BY")?;
        loop {
            let field = self.word()?;
            let is_descending = self.takes("desc");
            let _ = is_descending || self.takes("asc");
            order.push((field, is_descending));
            if !self.takes_sign(",") {
                return Ok(order);
            }
        }
    }

    fn limit(&mut self) -> Result<Option<usize>, Problem> {
        if !self.takes("limit") {
            return Ok(None);
        }
        let limit = self.word()?;
        match limit.parse::<usize>() {
            Ok(0) => Err(wrong("LIMIT_VALUE_TOO_LOW", &limit)),
            Ok(limit) => Ok(Some(limit)),
            Err(_) => Err(wrong("BAD_LIMIT_VALUE", &limit)),
        }
    }

    /// `PARAMETERS name = value, …`: whether names of resources are left out. Drafts may be asked for; there are none.
    fn parameters(&mut self) -> Result<bool, Problem> {
        let mut omits_names = false;
        if !self.takes("parameters") {
            return Ok(omits_names);
        }
        loop {
            let name = self.word()?;
            if !self.takes_sign("=") {
                return Err(self.unexpected(UNEXPECTED));
            }
            let value = self.value()?;
            let is_on = match value.to_ascii_lowercase().as_str() {
                "true" => true,
                "false" => false,
                _ => return Err(wrong("BAD_PARAMETER_VALUE", &value)),
            };
            match name.as_str() {
                "omit_unselected_resource_names" => omits_names = is_on,
                "include_drafts" => {}
                _ => return Err(wrong("BAD_PARAMETER_NAME", &name)),
            }
            if !self.takes_sign(",") {
                return Ok(omits_names);
            }
        }
    }
}

/// Reads a query.
pub fn parse(text: &str) -> Result<Query, Problem> {
    if text.len() > LONGEST {
        return Err(Problem::invalid("queryError", "QUERY_ERROR", "Error in query: it is too long."));
    }
    let mut reader = Reader { tokens: tokens(text)?, at: 0 };
    reader.must("select", "EXPECTED_SELECT")?;
    let select = reader.words()?;
    reader.must("from", "EXPECTED_FROM")?;
    let from = reader.word()?;
    let mut conditions = Vec::new();
    if reader.takes("where") {
        conditions.push(reader.condition()?);
        while reader.takes("and") {
            conditions.push(reader.condition()?);
        }
    }
    let (order, limit, omits_names) = (reader.order()?, reader.limit()?, reader.parameters()?);
    if reader.at < reader.tokens.len() {
        return Err(reader.unexpected(UNEXPECTED));
    }
    Ok(Query { select, from, conditions, order, limit, omits_names })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Condition, Operator, parse};

    #[test]
    fn a_query_of_all_clauses_is_read() {
        let query = parse(
            "SELECT campaign.id, metrics.clicks FROM campaign WHERE segments.date BETWEEN '2026-08-01' AND '2026-08-07' \
             AND campaign.status IN ('ENABLED', PAUSED) and campaign.name != 'it\\'s' ORDER BY metrics.clicks DESC LIMIT 5",
        )
        .unwrap();
        assert_eq!((query.select.len(), query.from.as_str(), query.limit), (2, "campaign", Some(5)));
        let text = |text: &str| text.to_owned();
        let between = Condition {
            field: text("segments.date"),
            operator: Operator::Between,
            values: vec![text("2026-08-01"), text("2026-08-07")],
        };
        assert_eq!(query.conditions.first(), Some(&between));
        assert_eq!(query.conditions.get(1).map(|it| it.values.len()), Some(2));
        assert_eq!(query.conditions.get(2).map(|it| it.values.clone()), Some(vec![text("it's")]));
        assert_eq!(query.order, vec![(text("metrics.clicks"), true)]);
    }

    proptest! {
        #[test]
        fn no_text_breaks_it(text in ".{0,200}", clause in "(SELECT|FROM|WHERE|[a-z.=<>'(),é ]){0,30}") {
            let _ = parse(&text);
            let _ = parse(&format!("SELECT a FROM b {clause}"));
        }
    }
}
