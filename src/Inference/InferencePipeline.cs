using System.Collections.Frozen;
using System.Diagnostics;
using Microsoft.Extensions.Options;
using TransformerService.Inference.Admission;
using TransformerService.Inference.Caching;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Detection;
using TransformerService.Inference.Explanations;
using TransformerService.Inference.Pieces;
using TransformerService.Inference.Scoring;
using TransformerService.Inference.Tasks;
using TransformerService.Inference.Telemetry;
using TransformerService.Inference.Usage;
using TransformerService.Models;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;

namespace TransformerService.Inference;

/// <summary>The single path from a request to its answer, for REST, gRPC and callers in process.</summary>
public sealed class InferencePipeline : IDisposable
{
    /// <summary>How each kind of request is answered. A new task is one line here.</summary>
    private readonly FrozenDictionary<Type, object> _tasks;
    private readonly ModelCatalog _catalog;
    private readonly InferenceOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly RequestMeters _meters;
    private readonly IAnswerObserver? _observer;
    private readonly IAnswerReplacement? _replacement;
    private readonly AnswerCache? _cache;
    private readonly UsageCounter? _usage;
    private readonly LanguageDetector _detector;
    private readonly AutoTranslation _auto;
    private readonly CancellationTokenSource _stopped = new();
    private readonly CancellationToken _stoppedToken; // may be read after its source is disposed
    private readonly TextWorkers _textWorkers = new(Math.Max(1, Environment.ProcessorCount - 1));
    private readonly RequestAdmission _admission;

    internal InferencePipeline(
        ModelCatalog catalog,
        IOptions<InferenceOptions> options,
        IOptions<ModelsOptions> modelsOptions,
        TimeProvider timeProvider,
        RequestMeters meters,
        LanguageDetector detector,
        IAnswerObserver? observer = null,
        IAnswerReplacement? replacement = null,
        AnswerCache? cache = null,
        UsageCounter? usage = null
    )
    {
        (_catalog, _options, _timeProvider, _meters) = (catalog, options.Value, timeProvider, meters);
        (_observer, _replacement, _cache, _detector, _usage) = (observer, replacement, cache, detector, usage);
        _auto = new AutoTranslation(catalog, _options, timeProvider, DetectAsync, AskAsync<TranslationRequest, TranslationAnswer>);
        _tasks = new Dictionary<Type, object>
        {
            [typeof(TranslationRequest)] = new TranslationTask(catalog, _options.PivotLanguage),
            [typeof(ClassificationRequest)] = new ClassificationTask(modelsOptions.Value),
            [typeof(EmbeddingRequest)] = new PlainTask<EmbeddingRequest, EmbeddingAnswer>(ModelTask.FeatureExtraction, RequestRules.Check),
            [typeof(RerankRequest)] = new PlainTask<RerankRequest, RerankAnswer>(ModelTask.TextRanking, RequestRules.Check),
            [typeof(TagRequest)] = new PlainTask<TagRequest, TagAnswer>(ModelTask.TokenClassification, RequestRules.Check),
            [typeof(GenerationRequest)] = new GenerationTask(),
            [typeof(TokenizationRequest)] = new TokenizationTask(),
            [typeof(DetokenizationRequest)] = new DetokenizationTask(),
            [typeof(ScoreRequest)] = new ScoreTask(),
            [typeof(ExplainRequest)] = new ExplainTask(),
        }.ToFrozenDictionary();
        _admission = new RequestAdmission(_options, timeProvider, _textWorkers);
        _stoppedToken = _stopped.Token;
    }

    /// <summary>Requests in work, their characters, and the bytes of answers that are not sent yet.</summary>
    internal (long Requests, long Characters, long AnswerBytes) InWork => _admission.InWork;

    /// <summary>Translates the request's texts.</summary>
    /// <inheritdoc cref="AskAsync{TRequest, TAnswer}(TRequest, CancellationToken)"/>
    public Task<TranslationAnswer> TranslateAsync(TranslationRequest request, CancellationToken cancellationToken) =>
        AskAsync<TranslationRequest, TranslationAnswer>(request, cancellationToken);

    /// <summary>Classifies the request's texts.</summary>
    /// <inheritdoc cref="AskAsync{TRequest, TAnswer}(TRequest, CancellationToken)"/>
    public Task<ClassificationAnswer> ClassifyAsync(ClassificationRequest request, CancellationToken cancellationToken) =>
        AskAsync<ClassificationRequest, ClassificationAnswer>(request, cancellationToken);

    /// <summary>Answers a request of any task.</summary>
    /// <exception cref="InferenceException">Thrown for every expected failure.</exception>
    public async Task<TAnswer> AskAsync<TRequest, TAnswer>(TRequest request, CancellationToken cancellationToken)
        where TRequest : InferenceRequest
        where TAnswer : InferenceAnswer
    {
        using var hold = new RequestHold();
        return await AskAsync<TRequest, TAnswer>(request, hold, cancellationToken);
    }

    /// <summary>Answers a request of any task.</summary>
    /// <param name="request">The request.</param>
    /// <param name="hold">Holds its admission until the answer has been sent.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="InferenceException">Thrown for every expected failure.</exception>
    public Task<TAnswer> AskAsync<TRequest, TAnswer>(TRequest request, RequestHold hold, CancellationToken cancellationToken)
        where TRequest : InferenceRequest
        where TAnswer : InferenceAnswer =>
        request switch
        {
            TranslationRequest { Source: TranslationRequest.Auto } auto => (Task<TAnswer>)
                (object)_auto.AnswerAsync(auto, hold, cancellationToken),
            DetectionRequest detection => (Task<TAnswer>)(object)DetectAsync(detection, hold, cancellationToken),
            _ => AnswerAsync((RequestTask<TRequest, TAnswer>)_tasks[typeof(TRequest)], request, hold, cancellationToken),
        };

    /// <summary>Generates texts, and sends them in parts while they are generated.</summary>
    /// <param name="request">The request.</param>
    /// <param name="send">
    /// Sends a part. It is not called again before it is done, nor after the answer was returned; the time that it takes counts against the
    /// request's.
    /// </param>
    /// <param name="hold">Holds its admission until the answer has been sent.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="InferenceException">Thrown for every expected failure, also after parts were sent.</exception>
    public Task<GenerationAnswer> StreamAsync(
        GenerationRequest request,
        Func<GeneratedPart, CancellationToken, ValueTask> send,
        RequestHold hold,
        CancellationToken cancellationToken
    ) => AnswerAsync(new GenerationTask(send), request, hold, cancellationToken);

    /// <summary>Ends all requests with <see cref="InferenceError.ModelNotReady"/>.</summary>
    public void StopAnswering() => _stopped.Cancel();

    public void Dispose()
    {
        _textWorkers.Dispose();
        _stopped.Dispose();
    }

    /// <summary>Detects the languages of texts; no model is needed.</summary>
    private Task<DetectionAnswer> DetectAsync(DetectionRequest request, RequestHold hold, CancellationToken cancellationToken) =>
        ObserveAsync(
            RequestKind.Detection,
            request,
            observation =>
                AdmitAsync(
                    request,
                    RequestRules.Check(request, _options),
                    hold,
                    observation,
                    (account, deadline) => DetectionTask.AnswerAsync(_detector, request, account, deadline.Token),
                    cancellationToken
                )
        );

    /// <summary>Selects the model, and answers the request with it.</summary>
    private Task<TAnswer> AnswerAsync<TRequest, TAnswer>(
        RequestTask<TRequest, TAnswer> task,
        TRequest request,
        RequestHold hold,
        CancellationToken cancellationToken
    )
        where TRequest : InferenceRequest
        where TAnswer : InferenceAnswer
    {
        return ObserveAsync(task.Kind, request, SelectAsync);

        async Task<TAnswer> SelectAsync(RequestObservation observation)
        {
            var characters = task.Check(request, _options);
            using var lent = _catalog.Borrow(models => task.Select(models, request), out var selected);
            observation.Means(selected.Model.Name, selected.Variant.Role);
            var steps = task.Steps(selected.Model, request);
            return await AdmitAsync(request, characters * steps, hold, observation, LoanAsync, cancellationToken);

            async Task<TAnswer> LoanAsync(RequestAccount account, RequestDeadline deadline)
            {
                // A request whose model must be loaded first waits for it inside its admission and its time.
                using var woken = lent is null ? await _catalog.BorrowAsync(models => task.Select(models, request), deadline.Token) : null;
                var loan = lent ?? woken ?? throw new UnreachableException();
                var own =
                    _cache is not null && steps == 1 && task is KeptTask<TRequest, TAnswer> kept
                        ? await _cache.AnswerAsync(kept, loan, request, account, RunAsync, deadline.Token)
                        : await RunAsync(request);
                return _replacement is null ? own : await task.ReplacedAsync(_replacement, loan, request, own, account, deadline);
                async Task<TAnswer> RunAsync(TRequest asked)
                {
                    var answer = await task.AnswerAsync(loan, asked, account, deadline.Token);
                    task.Answered(observation, _observer, loan, asked, answer); // the model's own, which is kept too
                    return answer;
                }
            }
        }
    }

    /// <summary>Admits a request, and answers it in its time. Whatever fails after its caller has left counts as cancelled.</summary>
    private async Task<TAnswer> AdmitAsync<TAnswer>(
        InferenceRequest request,
        long characters,
        RequestHold hold,
        RequestObservation observation,
        Func<RequestAccount, RequestDeadline, Task<TAnswer>> answerAsync,
        CancellationToken cancellationToken
    )
        where TAnswer : InferenceAnswer
    {
        using var usage = _usage?.Begin(request, observation.Model);
        var (time, setBy) = RequestDeadline.TimeOf(request, _options);
        var account = _admission.Enter(request.Caller, characters, time, usage);
        hold.Keep(account);
        using var deadline = new RequestDeadline(time, setBy, _timeProvider, cancellationToken, _stoppedToken);
        try
        {
            var answer = await answerAsync(account, deadline);
            account.Answered();
            observation.Answered(answer.Timing);
            usage?.Answered(account.Work, observation.InputTokens, observation.OutputTokens);
            return answer;
        }
        catch (Exception exception) when (exception is OperationCanceledException || cancellationToken.IsCancellationRequested)
        {
            var failure = deadline.FailureOf(exception);
            usage?.Ended(failure.Error, account.Work);
            throw failure;
        }
    }

    /// <summary>Measures a request, however it ends.</summary>
    private async Task<TAnswer> ObserveAsync<TAnswer>(
        RequestKind kind,
        InferenceRequest request,
        Func<RequestObservation, Task<TAnswer>> answerAsync
    )
    {
        using var observation = new RequestObservation(_meters, kind, request.Count, _timeProvider);
        try
        {
            return await answerAsync(observation);
        }
        catch (Exception exception) when (Note(exception))
        {
            throw; // never reached: recording it in the filter avoids a rethrow, which is most of the cost of a refusal
        }

        bool Note(Exception exception)
        {
            var named = _catalog.Models.FirstOrDefault(known => known.Name == request.Model)?.Name;
            observation.Failed(exception, named, request.Variant);
            return false;
        }
    }
}
