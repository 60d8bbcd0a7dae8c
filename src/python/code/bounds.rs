//! How deep a source is nested, told from its tokens alone. Parsers descend, and so do those who
//! walk or drop their trees: in WebAssembly a stack that overflows ends the worker.

use ruff_python_ast::token::TokenKind;
use ruff_python_parser::Mode;
use ruff_python_parser::lexer::lex;

/// Brackets and blocks within one another. CPython allows 200 and 100.
const MAX_DEPTH: usize = 80;
/// Operators, calls and attributes that one expression strings together.
const MAX_CHAIN_LENGTH: usize = 400;

/// What is open between two brackets, or in a line without.
#[derive(Clone, Copy, Default)]
struct Level {
    /// The operators, calls and attributes so far.
    chain: usize,
    /// Lambdas whose colon is still to come: commas before it end nothing.
    lambdas: usize,
}

/// The error is a clause.
pub fn check(text: &str) -> Result<(), &'static str> {
    let mut lexer = lex(text, Mode::Module);
    let mut blocks = 0usize;
    // Of each open bracket, and of the line itself.
    let mut levels = vec![Level::default()];
    let mut total = 0usize;
    let mut last = TokenKind::Newline;
    let mut is_new_line = false;
    loop {
        let token = lexer.next_token();
        // Inside brackets no line can begin with a word after a line that ended with one: a bracket
        // was left open, and the parser begins anew.
        let is_anew = is_new_line && ends_operand(last) && begins_anew(token);
        if is_anew || matches!(token, TokenKind::Comma | TokenKind::Semi) {
            let innermost = levels.last_mut().filter(|level| level.lambdas == 0);
            total -= innermost.map_or(0, |level| std::mem::take(&mut level.chain));
        }
        match token {
            TokenKind::EndOfFile => return Ok(()),
            TokenKind::Comment => continue,
            TokenKind::NonLogicalNewline => {
                is_new_line = true;
                continue;
            }
            TokenKind::Indent => blocks += 1,
            TokenKind::Dedent => blocks = blocks.saturating_sub(1),
            TokenKind::Newline => {
                levels = vec![Level::default()];
                total = 0;
            }
            TokenKind::Comma | TokenKind::Semi => {}
            TokenKind::Lpar
            | TokenKind::Lsqb
            | TokenKind::Lbrace
            | TokenKind::FStringStart
            | TokenKind::TStringStart => {
                longer(&mut levels, &mut total);
                levels.push(Level::default());
            }
            TokenKind::Rpar
            | TokenKind::Rsqb
            | TokenKind::Rbrace
            | TokenKind::FStringEnd
            | TokenKind::TStringEnd => {
                if levels.len() > 1 {
                    total -= levels.pop().map_or(0, |level| level.chain);
                }
            }
            TokenKind::Colon => {
                levels
                    .last_mut()
                    .into_iter()
                    .for_each(|level| level.lambdas = level.lambdas.saturating_sub(1));
            }
            TokenKind::Lambda => {
                longer(&mut levels, &mut total);
                levels.last_mut().into_iter().for_each(|level| level.lambdas += 1);
            }
            _ if is_operand(token) => {}
            _ => longer(&mut levels, &mut total),
        }
        if blocks + levels.len() > MAX_DEPTH {
            return Err("it is nested too deep");
        }
        if total > MAX_CHAIN_LENGTH {
            return Err("it has an expression that is too long");
        }
        last = token;
        is_new_line = false;
    }
}

fn longer(levels: &mut [Level], total: &mut usize) {
    levels.last_mut().into_iter().for_each(|level| level.chain += 1);
    *total += 1;
}

fn is_operand(token: TokenKind) -> bool {
    matches!(
        token,
        TokenKind::Name
            | TokenKind::Int
            | TokenKind::Float
            | TokenKind::Complex
            | TokenKind::String
            | TokenKind::FStringMiddle
            | TokenKind::TStringMiddle
            | TokenKind::True
            | TokenKind::False
            | TokenKind::None
            | TokenKind::Ellipsis
            | TokenKind::Equal
    )
}

fn ends_operand(token: TokenKind) -> bool {
    matches!(token, TokenKind::Name | TokenKind::Int | TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace)
}

/// Whether it cannot go on an expression that has ended with an operand.
fn begins_anew(token: TokenKind) -> bool {
    matches!(
        token,
        TokenKind::Name
            | TokenKind::Def
            | TokenKind::Class
            | TokenKind::Return
            | TokenKind::Import
            | TokenKind::From
            | TokenKind::Try
            | TokenKind::With
            | TokenKind::While
            | TokenKind::Raise
            | TokenKind::Pass
    )
}
