/** Code is never a formula. */
const CODE = /(```[^`]*(?:```|$)|`[^`\n]+`)/u;
/** `$$…$$`, `$…$`, `\(…\)`, `\[…\]`. */
const FORMULAS = [
  /\$\$[^$`]{1,300}\$\$/gu,
  /(?<!\$)\$[^\s$`](?:[^$`\n]{0,200}[^\s$`])?\$(?![\d$])/gu,
  /\\\((?:[^`\n\\]|\\(?![()])){1,200}\\\)/gu,
  /\\\[(?:[^`\\]|\\(?![[\]])){1,300}\\\]/gu,
];
/** What money and shell variables do not have. */
const TEX_SIGN = /\\[A-Za-z]|[\^_]/u;

const COMMANDS: Readonly<Record<string, string>> = Object.fromEntries(
  (
    'times=× cdot=· ast=∗ div=÷ pm=± mp=∓ approx=≈ sim=~ simeq=≃ equiv=≡ leq=≤ le=≤ geq=≥ ge=≥ neq=≠ ne=≠ ll=≪ gg=≫ ' +
    'infty=∞ to=→ rightarrow=→ Rightarrow=⇒ leftarrow=← mapsto=↦ sum=Σ prod=Π int=∫ partial=∂ nabla=∇ in=∈ notin=∉ ' +
    'subset=⊂ cup=∪ cap=∩ forall=∀ exists=∃ ldots=… dots=… cdots=… vdots=⋮ mid=| vert=| Vert=‖ langle=⟨ rangle=⟩ ' +
    'propto=∝ odot=⊙ oplus=⊕ otimes=⊗ circ=∘ top=⊤ ell=ℓ log=log ln=ln exp=exp min=min max=max arg=arg softmax=softmax ' +
    'sin=sin cos=cos tanh=tanh alpha=α beta=β gamma=γ delta=δ epsilon=ε varepsilon=ε zeta=ζ eta=η theta=θ kappa=κ ' +
    'lambda=λ mu=μ nu=ν xi=ξ pi=π rho=ρ sigma=σ tau=τ phi=φ varphi=φ chi=χ psi=ψ omega=ω Gamma=Γ Delta=Δ Theta=Θ ' +
    'Lambda=Λ Pi=Π Sigma=Σ Phi=Φ Psi=Ψ Omega=Ω'
  )
    .split(' ')
    .map((pair) => pair.split('=') as [string, string]),
);
/** Say how letters look, and nothing else. */
const STYLE =
  /\\(?:text|textrm|textbf|textit|mathrm|mathbf|mathit|mathsf|mathcal|mathbb|boldsymbol|operatorname|hat|bar|tilde|vec)\*?\s?\{([^{}]{0,80})\}/gu;
const SPACING =
  /\\(?:left|right|big|Big|bigg|Bigg|displaystyle|textstyle|limits|quad|qquad)(?![A-Za-z])|\\[,;:! ]/gu;
const ROOT = /\\sqrt\s?\{([^{}]{0,80})\}/gu;
const FRACTION = /\\[dt]?frac\s?\{([^{}]{0,80})\}\s?\{([^{}]{0,80})\}/gu;
const RAISED = /\^(?:\{([^{}]{1,40})\}|([\p{L}\p{N}+*-]))/gu;
const LOWERED = /_(?:\{([^{}]{1,40})\}|([\p{L}\p{N}]))/gu;
/** From the innermost outwards. */
const MAX_DEPTH = 4;

const scripts = (from: string, to: string): ReadonlyMap<string, string> =>
  new Map(Array.from(from, (sign, at) => [sign, Array.from(to)[at] ?? sign]));
const SUPERSCRIPTS = scripts('0123456789+-−=()niTkxd', '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱᵀᵏˣᵈ');
const SUBSCRIPTS = scripts('0123456789+-−=()aeioxhklmnpst', '₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑᵢₒₓₕₖₗₘₙₚₛₜ');

/**
 * A text whose TeX formulas can be read where nothing draws them: `$7 \times 10^9$` is `7 × 10⁹`. A formula
 * with a command that has no sign of its own stays as it is.
 */
export function readableFormulas(text: string): string {
  if (!text.includes('$') && !text.includes('\\')) return text;
  return text
    .split(CODE)
    .map((part, at) => (at % 2 === 0 ? inProse(part) : part))
    .join('');
}

function inProse(text: string): string {
  return FORMULAS.reduce((shown, formula) => shown.replace(formula, readable), text);
}

function readable(whole: string): string {
  const tex = whole.replace(/^(?:\$\$?|\\[([])|(?:\$\$?|\\[)\]])$/gu, '');
  if (!TEX_SIGN.test(tex)) return whole;
  let plain = tex.replace(SPACING, ' ').replace(/\\([%$#&{}_|])/gu, '$1');
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) plain = inner(plain);
  plain = plain.replace(/\\([A-Za-z]+)/gu, (command, name: string) => COMMANDS[name] ?? command);
  if (plain.includes('\\')) return whole;
  return plain.replace(/[{}]/gu, '').replace(/\s+/gu, ' ').replace(/ \)/gu, ')').trim();
}

function inner(tex: string): string {
  return tex
    .replace(STYLE, '$1')
    .replace(RAISED, (_all, group?: string, sign?: string) => shifted(group ?? sign ?? '', '^'))
    .replace(LOWERED, (_all, group?: string, sign?: string) => shifted(group ?? sign ?? '', '_'))
    .replace(ROOT, (_all, under: string) => `√${grouped(under)}`)
    .replace(FRACTION, (_all, over: string, under: string) => `${grouped(over)}/${grouped(under)}`);
}

/** Raised or lowered where every sign can be. */
function shifted(tex: string, mark: '^' | '_'): string {
  const signs = mark === '^' ? SUPERSCRIPTS : SUBSCRIPTS;
  const all = Array.from(tex.trim());
  if (all.every((sign) => signs.has(sign))) return all.map((sign) => signs.get(sign)).join('');
  return `${mark === '^' ? '^' : ' '}${grouped(tex)}`;
}

function grouped(tex: string): string {
  const bare = tex.trim();
  return /^(?:[\p{L}\p{N}.,]+|\\[A-Za-z]+)$/u.test(bare) ? bare : `(${bare})`;
}
