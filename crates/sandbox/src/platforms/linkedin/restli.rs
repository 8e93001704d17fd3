//! Queries as Rest.li 2.0 writes them: `(a:1,b:List(x,y))`, where what is percent-encoded is content and what is not is
//! structure. Reads what came as it came; never guesses what was meant.

use url::form_urlencoded;

use super::problem::Problem;

/// How deep structures may lie in each other.
const DEEPEST: usize = 8;

/// A value of a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// Text, decoded.
    Text(String),
    /// `List(…)`.
    List(Vec<Self>),
    /// `(name:value,…)`.
    Record(Vec<(String, Self)>),
}

impl Node {
    /// Of a record: the value of a name.
    pub fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Record(fields) => fields.iter().find(|(it, _)| it == name).map(|(_, value)| value),
            Self::Text(_) | Self::List(_) => None,
        }
    }

    /// Of a text: itself.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::List(_) | Self::Record(_) => None,
        }
    }

    /// Of a list of texts: all of them.
    pub fn texts(&self) -> Option<Vec<&str>> {
        match self {
            Self::List(items) => items.iter().map(Self::text).collect(),
            Self::Text(_) | Self::Record(_) => None,
        }
    }
}

/// Names and values of a query, in their order, as they came.
#[derive(Clone, Debug)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// Cuts `a=b&c=d`; decodes nothing but the names.
    pub fn new(raw: &str) -> Self {
        let pairs = raw.split('&').filter(|pair| !pair.is_empty()).take(500).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name).unwrap_or_else(|| name.to_owned()), value.to_owned())
        });
        Self(pairs.collect())
    }

    /// The value of a name as it came.
    fn raw(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    /// Refuses names that the resource does not know.
    pub fn only(&self, known: &[&str]) -> Result<(), Problem> {
        match self.0.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            Some((name, _)) => Err(Problem::unpermitted("PARAMETER", name)),
            None => Ok(()),
        }
    }

    /// Names and values as they came, without some.
    pub fn without(&self, names: &[&str]) -> Vec<&(String, String)> {
        self.0.iter().filter(|(name, _)| !names.contains(&name.as_str())).collect()
    }

    /// A plain value, decoded; none when it is not there.
    pub fn text(&self, name: &str) -> Result<Option<String>, Problem> {
        let text = self.raw(name).map(|raw| decoded(raw).ok_or_else(|| Problem::param(name)));
        text.transpose()
    }

    /// A structure; none when it is not there.
    pub fn node(&self, name: &str) -> Result<Option<Node>, Problem> {
        self.raw(name).map(|raw| parse(raw).ok_or_else(|| Problem::param(name))).transpose()
    }

    /// A list of texts; none when it is not there.
    pub fn list(&self, name: &str) -> Result<Option<Vec<String>>, Problem> {
        let Some(node) = self.node(name)? else { return Ok(None) };
        let texts = node.texts().ok_or_else(|| Problem::param(name))?;
        Ok(Some(texts.into_iter().map(str::to_owned).collect()))
    }

    /// What `fields` asks for; none when it is not there.
    pub fn fields(&self) -> Result<Option<Vec<String>>, Problem> {
        let fields = self.text("fields")?;
        Ok(fields.map(|text| text.split(',').map(|field| field.trim().to_owned()).collect()))
    }
}

/// Reads a whole value; none if it is not well-formed.
pub fn parse(raw: &str) -> Option<Node> {
    let mut reader = Reader { rest: raw, depth: 0 };
    let node = reader.node()?;
    reader.rest.is_empty().then_some(node)
}

struct Reader<'a> {
    rest: &'a str,
    depth: usize,
}

impl Reader<'_> {
    fn eat(&mut self, text: &str) -> bool {
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn node(&mut self) -> Option<Node> {
        self.depth += 1;
        let node = match () {
            () if self.depth > DEEPEST => None,
            () if self.eat("List(") => self.items(Self::node).map(Node::List),
            () if self.eat("(") => self.items(Self::field).map(Node::Record),
            () => self.token().map(Node::Text),
        };
        self.depth -= 1;
        node
    }

    /// What stands between commas until the closing parenthesis.
    fn items<T>(&mut self, item: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let mut items = Vec::new();
        if self.eat(")") {
            return Some(items);
        }
        loop {
            items.push(item(self)?);
            if self.eat(")") {
                return Some(items);
            }
            if !self.eat(",") {
                return None;
            }
        }
    }

    fn field(&mut self) -> Option<(String, Node)> {
        let name = self.token()?;
        if !self.eat(":") {
            return None;
        }
        Some((name, self.node()?))
    }

    /// Text up to the next sign of structure. The empty text is written `''`.
    fn token(&mut self) -> Option<String> {
        if self.eat("''") {
            return Some(String::new());
        }
        let end = self.rest.find(['(', ')', ',', ':', '\'']).unwrap_or(self.rest.len());
        let (token, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest;
        if token.is_empty() { None } else { decoded(token) }
    }
}

/// Text without its percent signs; none if they are no letters. A plus is a plus.
pub fn decoded(raw: &str) -> Option<String> {
    let bytes = raw.as_bytes();
    let is_hex = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
    let percents = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'%');
    if !percents.into_iter().all(|(at, _)| is_hex(at + 1) && is_hex(at + 2)) {
        return None;
    }
    let plain = raw.replace('+', "%2B").replace('&', "%26").replace('=', "%3D");
    let text = form_urlencoded::parse(plain.as_bytes()).next().map(|(text, _)| text.into_owned()).unwrap_or_default();
    (!text.contains(char::REPLACEMENT_CHARACTER)).then_some(text)
}

/// The number in `urn:li:{kind}:{number}`.
pub fn number(urn: &str, kind: &str) -> Option<u64> {
    let rest = urn.strip_prefix("urn:li:")?.strip_prefix(kind)?.strip_prefix(':')?;
    rest.bytes().all(|it| it.is_ascii_digit()).then(|| rest.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Node, number, parse};

    fn text(text: &str) -> Node {
        Node::Text(text.to_owned())
    }

    #[test]
    fn structure_is_what_is_not_encoded() {
        let urn = "List(urn%3Ali%3AsponsoredCampaign%3A1,urn%3Ali%3AsponsoredCampaign%3A2)";
        let list = Node::List(vec![text("urn:li:sponsoredCampaign:1"), text("urn:li:sponsoredCampaign:2")]);
        assert_eq!(parse(urn), Some(list));
        let range = parse("(start:(year:2026,month:8,day:1),end:(year:2026,month:8,day:7))").unwrap();
        let year = range.get("start").and_then(|start| start.get("year")).and_then(Node::text);
        assert_eq!(year, Some("2026"));
        assert_eq!(parse("List()"), Some(Node::List(Vec::new())));
        assert_eq!(parse("(a:'')"), Some(Node::Record(vec![("a".to_owned(), text(""))])));
        assert_eq!(parse("List%28a%29"), Some(text("List(a)")), "an encoded parenthesis is content");
        for wrong in ["List(urn:li:x:1)", "List(a", "(a)", "(a:1", "a,b", "List(a,)", "List(%zz)", "%ff", ""] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
        assert_eq!(parse(&"(a:".repeat(100)), None);
    }

    #[test]
    fn urns_have_a_kind_and_a_number() {
        assert_eq!(number("urn:li:sponsoredAccount:7", "sponsoredAccount"), Some(7));
        for wrong in ["urn:li:sponsoredAccount:", "urn:li:sponsoredAccount:+7", "urn:li:sponsoredCampaign:7", "7"] {
            assert_eq!(number(wrong, "sponsoredAccount"), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn no_text_breaks_it(text in "[(),:'%A-Za-z0-9]{0,40}") {
            let _ = parse(&text);
        }
    }
}
