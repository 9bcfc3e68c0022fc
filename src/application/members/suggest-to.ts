import type { Suggest } from '../command.ts';
import type { GuildSettingsService } from './guild-settings.ts';
import { refuseKeeper, refuseReader } from './knowledge-access.ts';

/** What deciding needs of the services. */
interface WithSettings {
  readonly settings: Pick<GuildSettingsService, 'of'>;
}

/** Suggests to those who may look at what is known where they type; to others nothing. */
export function suggestToReaders<Services extends WithSettings>(
  suggest: Suggest<Services>,
): Suggest<Services> {
  return async (request, services) =>
    (await refuseReader(request.call, services.settings)) === null
      ? suggest(request, services)
      : [];
}

/** Suggests to those who may change what is known; to others nothing. */
export function suggestToKeepers<Services extends WithSettings>(
  suggest: Suggest<Services>,
): Suggest<Services> {
  return async (request, services) =>
    (await refuseKeeper(request.call, services.settings)) === null
      ? suggest(request, services)
      : [];
}
