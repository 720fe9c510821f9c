using TransformerService.Inference.Admission;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Decoding;
using TransformerService.Inference.Serving;
using TransformerService.Inference.Telemetry;
using TransformerService.Inference.Translation;
using TransformerService.Models.Requests;
using TransformerService.Tokenization;

namespace TransformerService.Inference.TextGeneration;

/// <summary>A loaded encoder-decoder that generates text from text. Each text is one sequence, as it is.</summary>
internal sealed class GenerationModel(LoadedSequences loaded) : SequenceModel(loaded), IAnswers<GenerationRequest, GenerationAnswer>
{
    private const long BytesOfToken = 16,
        BytesOfRow = 256;

    public Task<GenerationAnswer> AnswerAsync(
        GenerationRequest request,
        AnsweringVariant variant,
        RequestAccount account,
        CancellationToken cancellationToken
    ) => AnswerAsync(request, variant, account, stream: null, cancellationToken);

    /// <summary>Answers a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="variant">What the answer says of its origin.</param>
    /// <param name="account">What the request may take.</param>
    /// <param name="stream">Sends the texts while they are generated.</param>
    /// <param name="cancellationToken">Cancels it: its rows leave their batches at the next step.</param>
    public async Task<GenerationAnswer> AnswerAsync(
        GenerationRequest request,
        AnsweringVariant variant,
        RequestAccount account,
        PartStream? stream,
        CancellationToken cancellationToken
    )
    {
        var choice = SearchChoice.Of(this, request.Options);
        var read = await account.OnTextsAsync(() => Read(request, choice, account, cancellationToken), cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        TranslationRow[] rows = [.. read.SelectMany((text, index) => RowsOf(text, choice, stream?.Follow(index), stop.Token))];
        account.CheckWork(rows.Sum(row => row.Cost.Work));

        // The tokens of a stream are kept beside the answer, until they are sent.
        var copies = stream is null ? 1 : 2;
        account.TakeAnswer(rows.Sum(row => BytesOfRow + (row.ExpectedTokens * BytesOfToken * row.Settings.NumReturnSequences * copies)));
        var found = await RunAsync(rows, account.Terms, stream, stop, cancellationToken);
        var generations = await account.OnTextsAsync(() => Join(read, choice, found.Results, cancellationToken), cancellationToken);
        if (stream is not null)
        {
            await stream.FinishAsync(generations, cancellationToken);
        }

        return new GenerationAnswer(variant.Model, variant.Role, variant.ShortHash, generations, account.Timing(found.Times));
    }

    private TokenizedText[] Read(
        GenerationRequest request,
        SearchChoice choice,
        RequestAccount account,
        CancellationToken cancellationToken
    )
    {
        using var span = TransformerTelemetry.Source.StartActivity("tokenize");
        var work = new TextWork(cancellationToken);
        return [.. request.Texts.Select(Encoded)];

        TokenizedText Encoded(string text)
        {
            for (var row = 0; row < choice.RowsOfText; row++)
            {
                account.CountRow();
            }

            work.Look();
            return Encode(text, work);
        }
    }

    /// <summary>The rows of a text. A stream follows the first, whose result is the text of the answer.</summary>
    private IEnumerable<TranslationRow> RowsOf(
        TokenizedText read,
        SearchChoice choice,
        Action<ReadOnlySpan<int>>? wrote,
        CancellationToken abandoned
    )
    {
        for (var place = 0; place < choice.RowsOfText; place++)
        {
            yield return Row(read.Ids, choice.Settings, usesShortlist: false) with
            {
                Sampling = choice.Samples?[place],
                Follower = new SearchFollower(abandoned) { Wrote = place == 0 ? wrote : null },
                WritesMost = true,
            };
        }
    }

    private async Task<BatchedResults<IReadOnlyList<GeneratedSequence>>> RunAsync(
        TranslationRow[] rows,
        RequestTerms terms,
        PartStream? stream,
        CancellationTokenSource stop,
        CancellationToken cancellationToken
    )
    {
        var run = RunAsync(rows, terms, stop.Token);
        if (stream is null)
        {
            return await run;
        }

        try
        {
            await stream.SendAsync(Tokenizer, run, cancellationToken);
        }
        catch
        {
            // The parts cannot be sent: nobody waits for the others.
            await stop.CancelAsync();
            await ((Task)run).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        return await run;
    }

    private GenerationResult[] Join(
        TokenizedText[] read,
        SearchChoice choice,
        IReadOnlyList<IReadOnlyList<GeneratedSequence>> found,
        CancellationToken cancellationToken
    )
    {
        using var span = TransformerTelemetry.Source.StartActivity("decode");
        var work = new TextWork(cancellationToken);
        return [.. read.Select((text, index) => Joined(text, [.. found.Skip(index * choice.RowsOfText).Take(choice.RowsOfText)]))];

        GenerationResult Joined(TokenizedText text, IReadOnlyList<GeneratedSequence>[] rows)
        {
            GeneratedSequence[] sequences = [.. rows.SelectMany(row => row)];
            Hypothesis[] hypotheses =
            [
                .. sequences.Select(sequence => new Hypothesis(Tokenizer.Decode(sequence.Tokens, work), sequence.Score)),
            ];
            var best = sequences[0];
            return new GenerationResult(
                hypotheses[0].Text,
                best.Score,
                text.Ids.Length,
                best.Tokens.Length,
                best.Reason,
                text.Truncated || best.Reason != FinishReason.Stop,
                choice.Hypotheses > 1 ? hypotheses : null
            );
        }
    }
}
