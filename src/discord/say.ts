import { MessageFlags, type RepliableInteraction } from 'discord.js';
import { cleanMarkdown } from './clean-markdown.ts';
import { splitMessages } from './split-message.ts';

/** A short answer only the asker sees. */
export async function say(interaction: RepliableInteraction, markdown: string): Promise<void> {
  const [content = '…'] = splitMessages(cleanMarkdown(markdown));
  const body = { content, allowedMentions: { parse: [] } };
  // After deferUpdate `ephemeral` is null, and an edit would change the message with the button.
  const isWaiting = interaction.deferred && interaction.ephemeral !== null;
  if (isWaiting) await interaction.editReply(body);
  else if (interaction.deferred || interaction.replied)
    await interaction.followUp({ ...body, flags: MessageFlags.Ephemeral });
  else await interaction.reply({ ...body, flags: MessageFlags.Ephemeral });
}
