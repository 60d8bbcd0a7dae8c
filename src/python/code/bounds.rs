//! How deep a source is nested, told from its tokens alone. Parsers descend, and so do those who
//! walk or drop their trees: in WebAssembly a stack that overflows ends the worker.

use ruff_python_ast::token::TokenKind;
use ruff_python_parser::Mode;
use ruff_python_parser::lexer::lex;

/// Brackets and blocks within one another. CPython allows 200 and 100.
const DEEPEST: usize = 80;
/// Operators, calls and attributes that one expression strings together.
const LONGEST_CHAIN: usize = 400;

/// The error is a clause.
pub fn check(text: &str) -> Result<(), &'static str> {
    let mut lexer = lex(text, Mode::Module);
    let mut blocks = 0usize;
    // Of each open bracket, and of the line itself, the chain so far.
    let mut chains = vec![0usize];
    let mut total = 0usize;
    let mut last = TokenKind::Newline;
    let mut is_new_line = false;
    loop {
        let token = lexer.next_token();
        // Inside brackets no line can begin with a word after a line that ended with one: a bracket
        // was left open, and the parser begins anew.
        if is_new_line && ends_operand(last) && begins_operand(token) {
            total -= chains.last_mut().map(std::mem::take).unwrap_or(0);
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
                chains = vec![0];
                total = 0;
            }
            TokenKind::Comma | TokenKind::Semi => total -= chains.last_mut().map(std::mem::take).unwrap_or(0),
            TokenKind::Lpar
            | TokenKind::Lsqb
            | TokenKind::Lbrace
            | TokenKind::FStringStart
            | TokenKind::TStringStart => {
                chains.last_mut().into_iter().for_each(|chain| *chain += 1);
                chains.push(0);
                total += 1;
            }
            TokenKind::Rpar
            | TokenKind::Rsqb
            | TokenKind::Rbrace
            | TokenKind::FStringEnd
            | TokenKind::TStringEnd => {
                if chains.len() > 1 {
                    total -= chains.pop().unwrap_or(0);
                }
            }
            _ if is_operand(token) => {}
            _ => {
                chains.last_mut().into_iter().for_each(|chain| *chain += 1);
                total += 1;
            }
        }
        if blocks + chains.len() > DEEPEST {
            return Err("it is nested too deep");
        }
        if total > LONGEST_CHAIN {
            return Err("it has an expression that is too long");
        }
        last = token;
        is_new_line = false;
    }
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
            | TokenKind::Colon
    )
}

fn ends_operand(token: TokenKind) -> bool {
    matches!(
        token,
        TokenKind::Name
            | TokenKind::Int
            | TokenKind::Rpar
            | TokenKind::Rsqb
            | TokenKind::Rbrace
            | TokenKind::Colon
    )
}

fn begins_operand(token: TokenKind) -> bool {
    matches!(
        token,
        TokenKind::Name
            | TokenKind::At
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
