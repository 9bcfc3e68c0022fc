import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { newId } from '../../src/observability/new-id.ts';
import { systemClock } from '../../src/observability/system-clock.ts';
import { servePage, type ServedPage } from '../../src/page/serve-page.ts';
import { startBench, type BenchOptions, type CriaBench } from './cria-bench.ts';

/** A minute of the bot's own clock, after which nobody has asked too often. */
const COOL_MS = 60_000;
/** How far the bot's clock moves at a time, beside the real one. */
const STEP_MS = 20;

/** The bot over a fake Ollama, served as a page, and a browser that looks at it. */
export class PageBench {
  readonly bench: CriaBench;
  readonly served: ServedPage;
  /** What a browser complained about: faults of scripts, and what the policy refused. */
  readonly complaints: string[] = [];
  readonly #browser: Browser;
  readonly #contexts: BrowserContext[] = [];
  readonly #lines: Line[] = [];

  private constructor(bench: CriaBench, served: ServedPage, browser: Browser) {
    this.bench = bench;
    this.served = served;
    this.#browser = browser;
  }

  static async start(browser: Browser, options: BenchOptions = {}): Promise<PageBench> {
    const bench = await startBench(options);
    await bench.prepare();
    const { commands, actions, services, spaces } = bench.cria;
    const served = await servePage({
      ...{ commands, actions, services, knowledge: spaces, host: '127.0.0.1', ports: [0] },
      journal: services.journal,
      ...{ password: null, clock: systemClock, newId, logger: bench.logger },
    });
    return new PageBench(bench, served, browser);
  }

  /** A browser of its own, with its own memory. */
  async open(options: BrowserContextOptions = {}, address = this.served.address): Promise<Page> {
    const context = await this.#browser.newContext({ locale: 'en-GB', ...options });
    this.#contexts.push(context);
    return this.tab(context, address);
  }

  /** One more tab of it. */
  async tab(context: BrowserContext, address = this.served.address): Promise<Page> {
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    page.on('pageerror', ({ message }) => this.complaints.push(message));
    page.on('console', (message) => {
      const isExpected = /ERR_(?:INCOMPLETE_CHUNKED|CONNECTION|EMPTY|NETWORK)|status of 4/u;
      if (message.type() === 'error' && !isExpected.test(message.text())) {
        this.complaints.push(message.text());
      }
    });
    await page.goto(address);
    await page.getByRole('combobox', { name: /^(?:Message|Nachricht)$/u }).waitFor();
    return page;
  }

  /** A way to the page that can be cut. */
  async line(): Promise<Line> {
    const line = await Line.to(Number(new URL(this.served.address).port));
    this.#lines.push(line);
    return line;
  }

  /** Time passes for whoever asked a moment ago. */
  cool(): Promise<void> {
    return this.bench.clock.advance(COOL_MS);
  }

  /** For work of threads: the bot's clock moves no faster than the real one. */
  async slowly<T>(promise: Promise<T>): Promise<T> {
    const state = { isSettled: false };
    const end = (): void => void (state.isSettled = true);
    promise.then(end, end);
    while (!state.isSettled) {
      await systemClock.sleep(STEP_MS);
      await this.bench.clock.advance(STEP_MS);
    }
    return promise;
  }

  async end(): Promise<void> {
    for (const context of this.#contexts) await context.close();
    for (const line of this.#lines) line.close();
    await this.served.close();
    await this.bench.end();
    expect(this.complaints).toEqual([]);
  }
}

/** Passes bytes on until it is cut. */
export class Line {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isDown = false;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async to(port: number): Promise<Line> {
    const server = createServer();
    const line = new Line(server);
    server.on('connection', (near) => line.#join(near, port));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return line;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  /** Ends every connection; new ones are refused until `mend`. */
  cut(): void {
    this.#isDown = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#isDown = false;
  }

  close(): void {
    this.cut();
    this.#server.close();
  }

  #join(near: Socket, port: number): void {
    if (this.#isDown) {
      near.destroy();
      return;
    }
    const far = connect(port, '127.0.0.1');
    for (const socket of [near, far]) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far);
    far.pipe(near);
  }
}

/** Types into the line for messages and sends it. */
export async function type(page: Page, text: string): Promise<void> {
  await page.getByRole('combobox', { name: /^(?:Message|Nachricht)$/u }).fill(text);
  await page.keyboard.press('Enter');
}

/** Messages of the bot that hold a text. */
export function botMessage(page: Page, text: string | RegExp) {
  return page.locator('li.message', { has: page.locator('.name.bot') }).filter({ hasText: text });
}
