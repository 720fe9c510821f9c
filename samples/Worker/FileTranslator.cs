using Microsoft.Extensions.Options;
using TransformerService.Client;

namespace Worker;

/// <summary>Translates a file line by line.</summary>
internal sealed class FileTranslator(ITransformerServiceClient client, IOptions<FolderOptions> options)
{
    /// <summary>
    /// Writes the translations beside their place, and moves them there when the file is whole: a reader never sees a part, and a worker that
    /// is stopped begins this file again.
    /// </summary>
    /// <returns>How many lines the file has.</returns>
    public async Task<int> TranslateAsync(string source, string target, CancellationToken cancellationToken)
    {
        var (part, lines) = (target + ".part", 0);
        await using (var writer = new StreamWriter(part))
        {
            List<string> batch = [];
            await foreach (var line in File.ReadLinesAsync(source, cancellationToken))
            {
                batch.Add(line);
                if (batch.Count == options.Value.Batch)
                {
                    lines += await TranslateAsync(batch, writer, cancellationToken);
                    batch.Clear();
                }
            }

            lines += await TranslateAsync(batch, writer, cancellationToken);
        }

        File.Move(part, target, overwrite: true);
        return lines;
    }

    private async Task<int> TranslateAsync(List<string> lines, StreamWriter writer, CancellationToken cancellationToken)
    {
        // Blank lines need no model.
        string[] texts = [.. lines.Where(static line => !string.IsNullOrWhiteSpace(line))];
        var translations =
            texts.Length == 0
                ? []
                : (
                    await client.TranslateAsync(
                        new TranslateRequest
                        {
                            Text = texts,
                            Model = options.Value.Model,
                            Source = options.Value.Source,
                            Target = options.Value.Target,
                        },
                        cancellationToken
                    )
                ).Translations;
        var next = 0;
        foreach (var line in lines)
        {
            await writer.WriteLineAsync(string.IsNullOrWhiteSpace(line) ? line : translations[next++].Text);
        }

        return lines.Count;
    }
}
