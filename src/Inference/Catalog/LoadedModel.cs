using TransformerService.Inference.Memory;
using TransformerService.Inference.Serving;
using TransformerService.Inference.Sessions;

namespace TransformerService.Inference.Catalog;

/// <summary>A loaded model that is lent to requests. Once it is retired, it is freed when the last request has released it.</summary>
/// <param name="model">The model.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="memory">Its share of the memory, released when it is freed.</param>
internal sealed class LoadedModel(ServedModel model, TimeProvider timeProvider, ModelMemory? memory = null) : IDisposable
{
    private long _lastUsed = timeProvider.GetTimestamp();

    private readonly TaskCompletionSource _freed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The number of requests that use it, plus one for the catalog until it is retired. Once 0, it never rises again.</summary>
    private int _users = 1;

    private int _isFreed;

    public ServedModel Model => model;

    /// <summary>How long no request has used it; zero while one does.</summary>
    public TimeSpan Idle => Volatile.Read(ref _users) > 1 ? TimeSpan.Zero : timeProvider.GetElapsedTime(Volatile.Read(ref _lastUsed));

    /// <summary>Completes when the model is freed.</summary>
    public Task Freed => _freed.Task;

    /// <summary>
    /// Acquires the model until <see cref="Leave"/>; <see langword="false"/> if it is being freed because another has replaced it.
    /// </summary>
    public bool TryEnter()
    {
        var users = Volatile.Read(ref _users);
        while (users > 0)
        {
            var seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users)
            {
                return true;
            }

            users = seen;
        }

        return false;
    }

    /// <summary>Releases the model.</summary>
    public void Leave()
    {
        Volatile.Write(ref _lastUsed, timeProvider.GetTimestamp());
        if (Interlocked.Decrement(ref _users) == 0)
        {
            // Not on this thread: it may belong to a caller that waits for its answer.
            _ = Task.Run(Dispose);
        }
    }

    /// <summary>
    /// Retires the model: it is freed when its last user leaves. Only requests that already hold an older snapshot may still enter.
    /// </summary>
    public void Retire() => Leave();

    /// <summary>Frees the model at once and stops its runs.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isFreed, 1) != 0)
        {
            return;
        }

        try
        {
            model.Dispose();
            NativeHeap.TrimThread();
            NativeHeap.Trim();
            memory?.Dispose();
            _freed.SetResult();
        }
        catch (Exception exception)
        {
            // The error boundary of a task that only the server's shutdown awaits.
            _freed.SetException(exception);
        }
    }
}

/// <summary>A loaded variant in use: it is not freed before the loan ends, even if another version takes over meanwhile.</summary>
internal sealed class ModelLoan : IDisposable
{
    private readonly LoadedModel _loaded;

    private ModelLoan(CatalogModel model, CatalogVariant variant, LoadedModel loaded) =>
        (Model, Variant, _loaded) = (model, variant, loaded);

    public CatalogModel Model { get; }

    /// <summary>The variant, of the version that answers.</summary>
    public CatalogVariant Variant { get; }

    public ServedModel Served => _loaded.Model;

    /// <summary>What an answer says of its origin.</summary>
    public AnsweringVariant Answering =>
        new(
            Model.Name,
            Variant.Role,
            Variant.ShortHash,
            Model.Definition.Manifest?.SourceLanguage,
            Model.Definition.Manifest?.TargetLanguage
        )
        {
            Glossary = Model.Glossary,
        };

    /// <summary>
    /// Lends a variant; <see langword="null"/> if it is not loaded, or is being freed because a newer snapshot has another.
    /// </summary>
    public static ModelLoan? Of(CatalogModel model, CatalogVariant variant) =>
        variant.Serving.Loaded is { } loaded && loaded.TryEnter() ? new ModelLoan(model, variant, loaded) : null;

    public void Dispose() => _loaded.Leave();
}
