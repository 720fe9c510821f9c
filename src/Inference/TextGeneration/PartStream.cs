using System.Threading.Channels;
using TransformerService.Models.Requests;
using TransformerService.Tokenization;

namespace TransformerService.Inference.TextGeneration;

/// <summary>
/// Sends the texts of a request in parts, while they are generated. The batch's thread only keeps the tokens; a slow caller delays nothing, and
/// gets larger parts.
/// </summary>
/// <param name="send">Sends a part.</param>
/// <param name="texts">The number of texts.</param>
internal sealed class PartStream(Func<GeneratedPart, CancellationToken, ValueTask> send, int texts)
{
    private readonly Lock _lock = new();
    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true }
    );

    /// <summary>The settled tokens of each text that were not decoded yet; <see langword="null"/> if there are no new ones.</summary>
    private readonly int[]?[] _tokens = new int[]?[texts];

    /// <summary>What was sent of each text.</summary>
    private readonly string[] _sent = [.. Enumerable.Repeat("", texts)];

    /// <summary>Returns what keeps the tokens of a text.</summary>
    /// <param name="index">Its index.</param>
    public Action<ReadOnlySpan<int>> Follow(int index) => settled => Keep(index, settled);

    /// <summary>Sends parts until the run ends, however it ends.</summary>
    public async Task SendAsync(TextTokenizer tokenizer, Task run, CancellationToken cancellationToken)
    {
        _ = run.ContinueWith(
            _ => _changed.Writer.TryComplete(),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
        var work = new TextWork(cancellationToken);
        await foreach (var _ in _changed.Reader.ReadAllAsync(cancellationToken))
        {
            for (var index = 0; index < texts; index++)
            {
                if (Take(index) is { } tokens)
                {
                    var text = tokenizer.Decode(tokens, work);
                    await SendAsync(index, text[..StableText.LengthOf(text)], cancellationToken);
                }
            }
        }
    }

    /// <summary>Sends what is left of the texts.</summary>
    public async Task FinishAsync(IReadOnlyList<GenerationResult> generations, CancellationToken cancellationToken)
    {
        for (var index = 0; index < texts; index++)
        {
            await SendAsync(index, generations[index].Text, cancellationToken);
        }
    }

    /// <summary>Sends what a text has more than what was sent. If it does not begin with that, the answer at the end is right.</summary>
    private async ValueTask SendAsync(int index, string text, CancellationToken cancellationToken)
    {
        var sent = _sent[index];
        if (text.Length > sent.Length && text.StartsWith(sent, StringComparison.Ordinal))
        {
            _sent[index] = text;
            await send(new GeneratedPart(index, text[sent.Length..]), cancellationToken);
        }
    }

    private void Keep(int index, ReadOnlySpan<int> settled)
    {
        lock (_lock)
        {
            _tokens[index] = settled.ToArray();
        }

        _changed.Writer.TryWrite(true);
    }

    private int[]? Take(int index)
    {
        lock (_lock)
        {
            var tokens = _tokens[index];
            _tokens[index] = null;
            return tokens;
        }
    }
}
