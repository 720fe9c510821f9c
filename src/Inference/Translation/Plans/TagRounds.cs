using TransformerService.Inference.Admission;
using TransformerService.Inference.Batching;
using TransformerService.Models.Errors;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Translation.Plans;

/// <summary>
/// Translates documents with a model that aligns words. The blocks are translated, then the tags are placed by what each translation attends
/// to. The text between tags is translated by itself only where that does not place them.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="rounds">Translates plans, all of which are charged.</param>
/// <param name="account">What the request may take.</param>
internal sealed class TagRounds(TranslationModel model, TranslationRounds rounds, RequestAccount account)
{
    /// <summary>Translates the documents; returns the time that it took.</summary>
    public async Task<RunTimes> RunAsync(IReadOnlyList<MarkupPlan> documents, CancellationToken cancellationToken)
    {
        var times = await rounds.RunAsync(documents.SelectMany(document => document.Wholes), cancellationToken);
        var blocks = await account.OnTextsAsync(() => Read(documents, new TextWork(cancellationToken)), cancellationToken);
        var (aligned, taken) = await AlignAsync(blocks, cancellationToken);
        times += taken;
        var left = await account.OnTextsAsync(() => Place(aligned, new TextWork(cancellationToken)), cancellationToken);
        return times + await rounds.RunAsync(left, cancellationToken);
    }

    /// <summary>Runs the alignment; where it fails, the blocks are left without, and no one loses the translation.</summary>
    private async Task<(TaggedBlock[] Blocks, RunTimes Times)> AlignAsync(TaggedBlock[] blocks, CancellationToken cancellationToken)
    {
        TranslationRow[] rows = [.. blocks.SelectMany(block => block.Sentences).Select(sentence => sentence.Row)];
        try
        {
            return (blocks, rows.Length == 0 ? default : (await model.RunAsync(rows, account.Terms, cancellationToken)).Times);
        }
        catch (InferenceException failure) when (failure.Error is InferenceError.InputTooLarge or InferenceError.Internal)
        {
            account.RefuseRepeat();
            return ([.. blocks.Select(block => block with { Sentences = [] })], default);
        }
    }

    /// <summary>Reads the sentences of the blocks that have tags; none of one for which there is no room.</summary>
    private TaggedBlock[] Read(IReadOnlyList<MarkupPlan> documents, TextWork work) =>
        [
            .. documents.SelectMany(document =>
                document.Tagged.Select(planned => new TaggedBlock(document, planned, Read(document.SentencesOf(planned, work), work)))
            ),
        ];

    private AlignedSentence[] Read(IReadOnlyList<TranslatedSentence> sentences, TextWork work)
    {
        AlignedSentence[] read = [.. sentences.Select(sentence => AlignedSentence.Of(model, sentence, work)).OfType<AlignedSentence>()];
        if (sentences.Count == 0 || read.Length < sentences.Count)
        {
            return [];
        }

        if (
            !Array.TrueForAll(read, sentence => model.Fits(sentence.Row))
            || !account.TryRepeat(read.Length, read.Sum(sentence => sentence.Row.Cost.Work))
            || !account.TryTakeAnswer(read.Sum(sentence => sentence.Bytes))
        )
        {
            account.RefuseRepeat();
            return [];
        }

        return read;
    }

    /// <summary>Places tags; returns the plans of the text between those that could not be placed.</summary>
    private static TranslationPlan[] Place(TaggedBlock[] blocks, TextWork work)
    {
        var left = new HashSet<TranslationPlan>();
        foreach (var (document, planned, sentences) in blocks)
        {
            work.Look();
            if (sentences.Length == 0 || !document.Place(planned, new([.. sentences.SelectMany(sentence => sentence.Tokens())]), work))
            {
                left.UnionWith(document.GapsOf(planned));
            }
        }

        return [.. left];
    }

    /// <summary>A block with tags between its words.</summary>
    /// <param name="Document">Its document.</param>
    /// <param name="Planned">The block.</param>
    /// <param name="Sentences">Its sentences, if they are aligned.</param>
    private sealed record TaggedBlock(MarkupPlan Document, MarkupPlan.PlannedBlock Planned, AlignedSentence[] Sentences);
}
