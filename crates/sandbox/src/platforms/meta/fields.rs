//! `fields=`: what is asked of a node, with what is asked of nodes inside of it in braces.

use serde_json::{Map, Value};

use super::problem::{Problem, Told};

/// A field that is asked for.
#[derive(Debug)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// What is asked of it.
    pub inner: Vec<Field>,
}

/// Most fields, with those inside.
const MOST: usize = 300;

/// Reads `id,name,campaign{id,name},picture.type(large)`.
pub fn parse(text: &str) -> Result<Vec<Field>, Problem> {
    if text.matches([',', '{']).count() > MOST {
        return Err(Problem::invalid("Too many fields"));
    }
    parse_level(text, 0)
}

fn parse_level(text: &str, depth: usize) -> Result<Vec<Field>, Problem> {
    let unbalanced = || Problem::invalid("Syntax error in fields: unbalanced braces");
    if depth > 6 {
        return Err(Problem::invalid("Fields are nested too deeply"));
    }
    let mut fields = Vec::new();
    for piece in top_level(text).ok_or_else(unbalanced)? {
        let (name, inner) = match piece.split_once('{') {
            Some((name, rest)) => (name, rest.strip_suffix('}').ok_or_else(unbalanced)?),
            None => (piece, ""),
        };
        // modifiers such as .type(large) and .limit(5) say how, not what
        let name = name.split(['.', '(']).next().unwrap_or_default().trim().to_owned();
        if !name.is_empty() {
            fields.push(Field { name, inner: parse_level(inner, depth + 1)? });
        }
    }
    Ok(fields)
}

/// Pieces between the commas that are in no bracket; none if brackets do not match.
fn top_level(text: &str) -> Option<Vec<&str>> {
    let (mut depth, mut start, mut pieces) = (0_i32, 0, Vec::new());
    for (at, letter) in text.char_indices() {
        match letter {
            '{' | '(' => depth += 1,
            '}' | ')' => depth -= 1,
            ',' if depth == 0 => {
                pieces.push(text.get(start..at)?.trim());
                start = at + 1;
            }
            _ => {}
        }
        if depth < 0 {
            return None;
        }
    }
    pieces.push(text.get(start..)?.trim());
    (depth == 0).then_some(pieces)
}

/// What was asked of a node, and its id. A field that the node's type does not have is an error; one without a value is
/// left out.
pub fn select(node: &Value, asked: &[Field], kind: &str, known: &[&str]) -> Told {
    let mut chosen = Map::new();
    for field in asked {
        if !known.contains(&field.name.as_str()) {
            let name: String = field.name.chars().take(64).collect();
            return Err(Problem::invalid(format!("Tried accessing nonexisting field ({name}) on node type ({kind})")));
        }
        if let Some(value) = node.get(&field.name) {
            chosen.insert(field.name.clone(), inside(value, &field.inner));
        }
    }
    if let Some(id) = node.get("id") {
        chosen.insert("id".to_owned(), id.clone());
    }
    Ok(Value::Object(chosen))
}

/// A node inside of a node: what was asked of it, or its id alone. What has no id is no node and is whole.
fn inside(value: &Value, asked: &[Field]) -> Value {
    let Some(id) = value.get("id") else { return value.clone() };
    let mut chosen = Map::new();
    for field in asked {
        if let Some(inner) = value.get(&field.name) {
            chosen.insert(field.name.clone(), inside(inner, &field.inner));
        }
    }
    chosen.insert("id".to_owned(), id.clone());
    Value::Object(chosen)
}
