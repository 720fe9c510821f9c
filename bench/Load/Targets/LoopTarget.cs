using TransformerService.Loop;
using TransformerService.Tokenization;
using TransformerService.Tokenization.Loading;

namespace TransformerService.Load.Targets;

/// <summary>
/// A translator without a server: one text at a time, greedily, with the merged decoder. Its texts are single sentences.
/// </summary>
internal sealed class LoopTarget : ILoadTarget
{
    private const int MaxTokens = 255;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly GreedyLoop _loop;
    private readonly TextTokenizer _tokenizer;
    private readonly int? _newTokens;

    /// <param name="name">Its name.</param>
    /// <param name="request">The request, with the export.</param>
    /// <param name="threads">Threads inside one run.</param>
    public LoopTarget(string name, LoadRequest request, int threads)
    {
        (Name, _newTokens) = (name, request.NewTokens);
        _tokenizer = TokenizerLoader.Load(request.Folder);
        _loop = new GreedyLoop(request.Folder, DecoderChoice.Merged, threads, _tokenizer.PadId, end: 0);
    }

    public string Name { get; }

    public TimeSpan? ProcessorTime => null;

    public async Task<CallOutcome> AskAsync(string text, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var answer = _loop.Run([_tokenizer.Encode(text, MaxTokens).Ids], _newTokens ?? MaxTokens, stops: _newTokens is null)[0];
            return _tokenizer.Decode(answer) is not null ? CallOutcome.Answered : CallOutcome.Failed;
        }
        finally
        {
            _turn.Release();
        }
    }

    public ValueTask DisposeAsync()
    {
        _loop.Dispose();
        _turn.Dispose();
        return ValueTask.CompletedTask;
    }
}
