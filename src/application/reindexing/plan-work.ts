import type { IndexPlan } from '../../domain/index-store.ts';

/** Whether a build would make anything different: what a preview shows, and what applying it does. */
export function isWork(plan: IndexPlan): boolean {
  return (
    plan.added.length + plan.changed.length + plan.removed.length > 0 ||
    plan.passagesToEmbed + plan.passagesDropped > 0 ||
    plan.wholeBuild !== null
  );
}
