using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace TransformerService.Client.Rest;

/// <summary>A stream of texts as calls of one text each, of which a bounded number is in progress or not read.</summary>
internal sealed class RestTranslationStream(RestClient client, int maxInFlight)
{
    public async IAsyncEnumerable<StreamedTranslation> AnswerAsync(
        IAsyncEnumerable<StreamedText> texts,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        // One place for each text that is in progress, or whose outcome has not been read.
        var places = Channel.CreateBounded<bool>(maxInFlight);
        var outcomes = Channel.CreateUnbounded<StreamedTranslation>(); // bounded by the places
        var sending = SendAsync(texts, places.Writer, outcomes.Writer, stop.Token);
        try
        {
            await foreach (var outcome in outcomes.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                places.Reader.TryRead(out _);
                yield return outcome;
            }

            await sending.ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
        }
    }

    // The loop's boundary: what the texts throw reaches the reader through the channel.
    private async Task SendAsync(
        IAsyncEnumerable<StreamedText> texts,
        ChannelWriter<bool> places,
        ChannelWriter<StreamedTranslation> outcomes,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await foreach (var text in texts.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                await places.WriteAsync(true, cancellationToken).ConfigureAwait(false);
                _ = AnswerAsync(text, outcomes, cancellationToken);
            }

            // All places are free when every outcome has been read.
            for (var place = 0; place < maxInFlight; place++)
            {
                await places.WriteAsync(true, cancellationToken).ConfigureAwait(false);
            }

            outcomes.TryComplete();
        }
        catch (Exception exception)
        {
            outcomes.TryComplete(exception);
        }
    }

    private async Task AnswerAsync(StreamedText text, ChannelWriter<StreamedTranslation> outcomes, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client.TranslateAsync(ToRequest(text), cancellationToken).ConfigureAwait(false);
            outcomes.TryWrite(new StreamedTranslation { Id = text.Id, Answer = answer });
        }
        catch (TransformerServiceException exception)
        {
            outcomes.TryWrite(new StreamedTranslation { Id = text.Id, Error = exception });
        }
        catch (Exception exception)
        {
            outcomes.TryComplete(exception);
        }
    }

    private static TranslateRequest ToRequest(StreamedText text) =>
        new()
        {
            Text = [text.Text],
            Model = text.Model,
            Source = text.Source,
            Target = text.Target,
            Variant = text.Variant,
            Format = text.Format,
            Glossary = text.Glossary,
            Options = text.Options,
        };
}
