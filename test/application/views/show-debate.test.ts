import { describe, expect, it, test } from 'vitest';
import {
  POLL_HOURS,
  pollText,
  pollView,
  type StandingPoll,
} from '../../../src/application/views/debate-poll.ts';
import { debateView, hasPoll } from '../../../src/application/views/debate-view.ts';
import { DebateProgress } from '../../../src/application/views/show-debate.ts';
import type { Debate } from '../../../src/domain/debate.ts';
import { debateWordsFor } from '../../../src/words/debate-words.ts';

const CITATION = {
  n: 1,
  articleId: 'a',
  title: 'Voices',
  section: 'Voices for Llama',
  url: null,
  quote: 'Llama revived research.',
};

const LABELS = { sources: 'Sources', why: 'Why?' };
const NAMES = ['Llama', 'ChatGPT'] as const;
const STANDING: StandingPoll = { open: null, last: null, mayOpen: false, answers: NAMES };

function debateWith(overrides: Partial<Debate> = {}): Debate {
  return {
    id: 'debate-1',
    topic: 'the AI story of 2023',
    language: 'en',
    mode: 'generated',
    reason: null,
    sides: [
      {
        name: 'Llama',
        position: 'Openness counts.',
        points: [{ claim: 'Llama revived research.', who: 'Ben James', n: 1, language: 'en' }],
      },
      {
        name: 'ChatGPT',
        position: 'Reach counts.',
        points: [{ claim: '100 million people used it.', who: null, n: 2, language: 'en' }],
      },
    ],
    common: [{ claim: 'Both will stay.', who: null, n: 3, language: 'en' }],
    open: [],
    balance: [
      { name: 'Llama', points: 1, voices: 1, articles: 1, hasEvidence: true },
      { name: 'ChatGPT', points: 1, voices: 0, articles: 1, hasEvidence: true },
    ],
    citations: [CITATION],
    passages: [],
    receipt: null,
    timingsMs: { evidence: 1, model: 1, total: 4 },
    model: 'm',
    index: 'i',
    ...overrides,
  };
}

const en = debateWordsFor('en');

describe('a finished debate', () => {
  it('shows each point with who says it and its numbers, and leaves the verdict to the reader', () => {
    const { text, tone, language } = debateView(debateWith(), en);
    expect([tone, language]).toEqual(['answer', 'en']);
    expect(text).toContain(
      '**Llama**\nOpenness counts.\n- **Ben James:** “Llama revived research.” [1]',
    );
    expect(text).toContain('- “100 million people used it.” [2]');
    expect(text).toContain('**What both sides grant**\n- “Both will stay.” [3]');
    expect(text).toContain('**What is open**\nThe passages I found say nothing about it.');
    expect(text).toContain(
      '- Llama: 1 point, 1 voice, 1 article\n- ChatGPT: 1 point, 0 voices, 1 article\n',
    );
    expect(text).toContain('Who is right is for you to decide.');
  });

  it('says where the corpus has nothing for a side', () => {
    const base = debateWith();
    const debate = debateWith({
      sides: [base.sides[0], { name: 'B', position: '', points: [] }],
    });
    expect(debateView(debate, en).text).toContain('**B**\nThe articles have nothing for B.');
  });

  it('says with the reason that nothing was weighed where rules alone sorted', () => {
    const view = debateView(debateWith({ mode: 'passages', reason: 'model-unreachable' }), en);
    expect(view.heading).toBe(en.reason['model-unreachable']);
    expect(view.text).toContain('“Llama revived research.” [1]');
    expect(view.text).toContain(en.unweighed);
    expect(debateView(debateWith(), en).text).not.toContain(en.unweighed);
  });

  it('says of what was not held what it was about, and why', () => {
    const refused = debateWith({ mode: 'abstained', reason: 'no-evidence' });
    const why = en.reason['no-evidence'];
    const text = `**${en.title(refused.topic)}**\n\n${why}`;
    expect(debateView(refused, en)).toMatchObject({ tone: 'notice', text, citations: [] });
    const [a, b] = refused.sides;
    const named = debateView({ ...refused, topic: '', sides: [a, { ...b, name: '' }] }, en);
    expect(named.text).toBe(`**${en.title('Llama')}**\n\n${why}`);
  });

  it('marks a quotation in the other language, and names its speaker once', () => {
    const quote = { who: 'Ben James', n: 1 } as const;
    const [side, other] = debateWith().sides;
    const points = [
      { ...quote, claim: 'Ben James, Chef von Atlas, meint, Llama habe gewirkt.', language: 'de' },
      { ...quote, claim: 'It works, James said.', language: 'en' },
    ];
    const { text } = debateView(debateWith({ sides: [{ ...side, points }, other] }), en);
    expect(text).toContain(
      '- “**Ben James**, Chef von Atlas, meint, Llama habe gewirkt.” (in German) [1]',
    );
    expect(text).toContain('- **Ben James:** “It works, James said.” [1]');
  });

  it('says who finds a thing open', () => {
    const open = [{ claim: 'Apples and oranges.', who: 'Vera Holt', n: 4, language: 'en' }];
    expect(debateView(debateWith({ open }), en).text).toContain(
      '**What is open**\n- **Vera Holt:** “Apples and oranges.” [4]',
    );
  });
});

describe('the poll a surface counts by itself', () => {
  const shown = (standing: Partial<StandingPoll>, language: 'de' | 'en' = 'en') =>
    debateView(debateWith({ language }), debateWordsFor(language), {
      ...{ votes: [2, 1], labels: LABELS, standing: { ...STANDING, ...standing } },
    });
  const verbs = (view: ReturnType<typeof shown>): string[] => view.buttons.map(({ verb }) => verb);

  it('stands in the place of bars and votes, and has them for where it cannot be', () => {
    const view = shown({ mayOpen: true, answers: ['ChatGPT', 'Llama'] });
    expect(view.poll).toMatchObject({
      question: 'Llama or ChatGPT?',
      answers: ['ChatGPT', 'Llama'],
      hours: POLL_HOURS,
    });
    expect(view.footer).toBeUndefined();
    expect(verbs(view)).toEqual(['sources', 'why']);
    expect(view.poll?.otherwise).toEqual(shown({}));
    expect(shown({}).footer).toContain('Llama: 2 votes');
  });

  it('is pointed to where it is open already', () => {
    const view = shown({ mayOpen: true, open: 'https://example.org/1' });
    expect(view.text).toMatch(/Poll: Llama or ChatGPT\?\*\*\n.*https:\/\/example\.org\/1$/u);
    expect([view.poll, view.footer, verbs(view)]).toEqual([
      undefined,
      undefined,
      ['sources', 'why'],
    ]);
  });

  it('says how the one before ended, above bars as well, in the language of the debate', () => {
    const last = { votes: [3, 1], endedAtMs: Date.UTC(2025, 5, 9) } as const;
    const view = shown({ mayOpen: true, last });
    expect(view.text).toMatch(/ended on 9 Jun 2025\. Llama: 3 votes, ChatGPT: 1 vote\.$/u);
    expect(view.poll?.otherwise.text).toBe(view.text);
    expect(shown({ last }, 'de').text).toContain('endete am 09.06.2025. Llama: 3 Stimmen');
  });
});

describe('the poll', () => {
  const names = NAMES;

  test.each([
    [[0, 0], '░░░░░░░░░░ Llama: 0 votes\n░░░░░░░░░░ ChatGPT: 0 votes\nNobody has voted yet.'],
    [[2, 1], '███████░░░ Llama: 2 votes\n███░░░░░░░ ChatGPT: 1 vote\n3 votes in all.'],
  ] as const)('draws %o votes as bars by share', (votes, chart) => {
    expect(pollText(names, votes, en)).toContain(`**Poll: Llama or ChatGPT?**\n${chart}`);
  });

  it('is the footer of a debate, and looks the same when a vote replaces it', () => {
    const debate = debateWith();
    const view = debateView(debate, en, { votes: [1, 0], labels: LABELS, standing: STANDING });
    const alone = pollView({ id: debate.id, names, votes: [1, 0] }, en, LABELS);
    expect(view.text).not.toContain('Poll');
    expect(view.footer).toBe(alone.text);
    expect(view.buttons).toEqual(alone.buttons);
    expect(alone.buttons.map(({ verb, subject }) => `${verb}:${subject}`)).toEqual([
      'sources:debate-1',
      'vote-debate-a:debate-1',
      'vote-debate-b:debate-1',
      'why:debate-1',
    ]);
  });

  it('leaves a line for each cited article, as the passages are behind a button', () => {
    const citation = (n: number, articleId: string) => ({ ...CITATION, n, articleId });
    const citations = [citation(1, 'a'), citation(2, 'b'), citation(3, 'a'), citation(4, 'c')];
    const view = debateView(debateWith({ citations }), en, {
      votes: [0, 0],
      labels: LABELS,
      standing: STANDING,
    });
    expect(view.text).toMatch(
      /\*\*Sources\*\*\n- Voices \[1\]\[3\]\n- Voices \[2\]\n- Voices \[4\]$/u,
    );
    expect(view.citations).toEqual([]);
    expect(debateView(debateWith({ citations }), en).citations).toEqual(citations);
  });

  it('is missing where nobody can vote', () => {
    expect(debateView(debateWith(), en)).toMatchObject({ buttons: [] });
    expect(debateView(debateWith(), en).footer).toBeUndefined();
  });
});

describe('something to vote on', () => {
  it('is there only where the corpus knows both sides', () => {
    const [known, unknown] = debateWith().balance;
    expect(hasPoll(debateWith())).toBe(true);
    expect(hasPoll(debateWith({ balance: [known, { ...unknown, hasEvidence: false }] }))).toBe(
      false,
    );
    expect(hasPoll(debateWith({ mode: 'abstained', reason: 'no-evidence' }))).toBe(false);
  });
});

describe('the dictionaries', () => {
  it('say every reason, in both languages', () => {
    const de = debateWordsFor('de');
    expect(Object.keys(de.reason).sort()).toEqual(Object.keys(en.reason).sort());
    for (const words of [de, en]) {
      for (const sentence of Object.values(words.reason)) expect(sentence).toMatch(/[.!?]$/u);
    }
  });
});

describe('while it is written', () => {
  it('shows both sides from the start, and how far the weighing is', () => {
    const { sides, balance } = debateWith();
    const progress = new DebateProgress(en, [], 'asked');
    expect(progress.first.heading).toBe(en.stages.searching);
    expect(progress.first.text).toBe(`**${en.title('asked')}**`);
    const draft = { topic: 'x', language: 'en', sides, balance } as const;
    const found = progress.after({ type: 'evidence-found', draft });
    expect(found).toMatchObject({ tone: 'working', heading: en.stages.found });
    for (const name of ['**Llama**', '**ChatGPT**']) expect(found?.text).toContain(name);
    const weighing = progress.after({ type: 'weighing', done: 3, total: 8 });
    expect(weighing).toMatchObject({ heading: en.stages.weighing(3, 8), text: found?.text });
    expect(progress.after({ type: 'debate-end', debate: debateWith() })).toBeNull();
  });
});
