using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using TransformerService.Distillation.Data;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Recipes;
using TransformerService.Evaluation.Metrics;
using TransformerService.Models;

namespace TransformerService.Distillation.Pipeline;

/// <summary>
/// Sequence-level distillation (Kim and Rush 2016, https://arxiv.org/abs/1606.07947): the exported teacher translates the corpora by beam
/// search, through the code that serves it, into JSON lines <c>{"source","target"}</c>. After a stop, it continues after the last complete
/// line.
/// </summary>
internal sealed class SequenceDistillation(TranslationDistillationOptions options, TextWriter log)
{
    private const int ChunkSentences = 4_096;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>
    /// Returns the pairs that at least one epoch takes, those of the first epoch first: a teacher need not translate the rest of a corpus
    /// with a small share, and with more epochs the pairs before stay in their places.
    /// </summary>
    /// <param name="pairs">All pairs.</param>
    /// <param name="epochs">Epochs of the student's training.</param>
    public static IReadOnlyList<TextPair> Drawn(IEnumerable<TextPair> pairs, int epochs) =>
        [
            .. pairs
                .Select(pair =>
                    (Pair: pair, First: Enumerable.Range(0, epochs).FirstOrDefault(epoch => pair.Draw.Times(epoch) > 0, epochs))
                )
                .Where(pair => pair.First < epochs)
                .OrderBy(pair => pair.First) // stable
                .Select(pair => pair.Pair),
        ];

    /// <summary>Translates the remaining pairs, and returns all pairs that the student learns.</summary>
    /// <param name="teacherModel">The folder of the model whose teacher translates.</param>
    /// <param name="teacherHash">Identifies the teacher.</param>
    /// <param name="pairs">The corpora; their targets are the references if beams are compared with references.</param>
    /// <param name="path">The file of JSON lines.</param>
    /// <param name="cancellationToken">Stops and drops the current chunk; what is written is kept.</param>
    public Task<IReadOnlyList<TextPair>> TranslateAsync(
        string teacherModel,
        string teacherHash,
        IReadOnlyList<TextPair> pairs,
        string path,
        CancellationToken cancellationToken
    ) => TranslateAsync(() => TranslationEvaluator.Open(teacherModel, VariantRole.Teacher), teacherHash, pairs, path, cancellationToken);

    /// <summary>Translates with another model than a teacher of <see cref="TranslationPipeline"/>.</summary>
    /// <param name="open">Opens the model that translates, if anything remains.</param>
    /// <param name="teacherHash">Identifies it.</param>
    /// <param name="pairs">The texts; their targets are the references if beams are compared with references.</param>
    /// <param name="path">The file of JSON lines.</param>
    /// <param name="cancellationToken">Stops and drops the current chunk; what is written is kept.</param>
    public async Task<IReadOnlyList<TextPair>> TranslateAsync(
        Func<TranslationEvaluator> open,
        string teacherHash,
        IReadOnlyList<TextPair> pairs,
        string path,
        CancellationToken cancellationToken
    )
    {
        string origin = path + ".origin",
            expected = JsonSerializer.Serialize(
                new
                {
                    teacher = teacherHash,
                    options.Beams,
                    options.Interpolate,
                },
                Json
            );
        var done = ReadWhole(path);
        if (
            done.Zip(pairs).Any(pair => pair.First.Source != pair.Second.Source)
            || (done.Count > 0 && File.Exists(origin) && await File.ReadAllTextAsync(origin, cancellationToken) != expected)
        )
        {
            throw new CorpusException(
                $"{path} contains translations of other corpora, by another teacher or by another search. Delete it, and it will be made again."
            );
        }

        // Weight and draw of a pair come from the corpus, not from the teacher. A run of more epochs may have left more translations.
        done = [.. done.Zip(pairs, (translated, pair) => pair with { Target = translated.Target })];
        await File.WriteAllTextAsync(origin, expected, cancellationToken);

        if (done.Count == pairs.Count)
        {
            return done;
        }

        log.WriteLine($"The teacher translates {pairs.Count - done.Count} sentences by beam {options.Beams} …");
        using var teacher = open();
        var started = TimeProvider.System.GetTimestamp();
        var before = done.Count;
        while (done.Count < pairs.Count)
        {
            List<TextPair> chunk = [.. pairs.Skip(done.Count).Take(ChunkSentences)];
            var beams = await teacher.HypothesesAsync(
                [.. chunk.Select(pair => pair.Source)],
                options.Beams,
                options.Interpolate ? options.Beams : 1,
                cancellationToken
            );
            List<TextPair> translated = [.. chunk.Select((pair, place) => pair with { Target = Choose(beams[place], pair.Target) })];
            await File.AppendAllLinesAsync(
                path,
                translated.Select(pair => JsonSerializer.Serialize(new { pair.Source, pair.Target }, Json)),
                CancellationToken.None
            );
            done.AddRange(translated);
            var perSecond = (done.Count - before) / TimeProvider.System.GetElapsedTime(started).TotalSeconds;
            log.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {done.Count} of {pairs.Count}, {perSecond:0} sentences/s, left {TimeSpan.FromSeconds((pairs.Count - done.Count) / perSecond):hh\\:mm\\:ss}"
                )
            );
        }

        return done;
    }

    private string Choose(IReadOnlyList<string> beams, string reference) =>
        options.Interpolate ? beams.MaxBy(beam => ChrF.Corpus([beam], [reference])) ?? beams[0] : beams[0];

    /// <summary>Reads the pairs written so far; an incomplete last line, from a run that was killed, is cut off.</summary>
    private static List<TextPair> ReadWhole(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        using (var file = File.Open(path, FileMode.Open, FileAccess.ReadWrite))
        {
            var end = file.Length;
            for (; end > 0; end--)
            {
                file.Position = end - 1;
                if (file.ReadByte() == '\n')
                {
                    break;
                }
            }

            file.SetLength(end);
        }

        return [.. new CorpusReader(new CorpusReaderOptions()).ReadPairs(path)];
    }
}
