using Microsoft.Extensions.Options;
using TransformerService.Inference.Admission;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Classification;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Telemetry;
using TransformerService.Inference.Translation;
using TransformerService.Models;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;

namespace TransformerService.Inference;

/// <summary>The single path from a request to its answer, for REST, gRPC and callers in process.</summary>
public sealed class InferencePipeline : IDisposable
{
    private readonly ModelCatalog _catalog;
    private readonly Translator _translator;
    private readonly Classifier _classifier;
    private readonly InferenceOptions _options;
    private readonly ModelsOptions _modelsOptions;
    private readonly TimeProvider _timeProvider;
    private readonly RequestMeters _meters;
    private readonly IAnswerObserver? _observer;
    private readonly IAnswerReplacement? _replacement;
    private readonly CancellationTokenSource _stopped = new();
    private readonly CancellationToken _stoppedToken; // may be read after its source is disposed
    private readonly RequestAdmission _admission;
    private readonly TextWorkers _textWorkers = new(Math.Max(1, Environment.ProcessorCount - 1));

    internal InferencePipeline(
        ModelCatalog catalog,
        IOptions<InferenceOptions> options,
        IOptions<ModelsOptions> modelsOptions,
        TimeProvider timeProvider,
        RequestMeters meters,
        IAnswerObserver? observer = null,
        IAnswerReplacement? replacement = null
    )
    {
        _meters = meters;
        _stoppedToken = _stopped.Token;
        (_observer, _replacement) = (observer, replacement);
        _catalog = catalog;
        _options = options.Value;
        _modelsOptions = modelsOptions.Value;
        _timeProvider = timeProvider;
        _admission = new RequestAdmission(_options, timeProvider);
        _translator = new Translator(timeProvider, _textWorkers);
        _classifier = new Classifier(timeProvider, _textWorkers);
    }

    /// <summary>Requests in work, their characters, and the bytes of answers that are not sent yet.</summary>
    internal (long Requests, long Characters, long AnswerBytes) InWork => _admission.InWork;

    /// <summary>Translates the request's texts.</summary>
    /// <exception cref="InferenceException">Thrown for every expected failure.</exception>
    public async Task<TranslationAnswer> TranslateAsync(TranslationRequest request, CancellationToken cancellationToken)
    {
        using var hold = new RequestHold();
        return await TranslateAsync(request, hold, cancellationToken);
    }

    /// <summary>Translates the request's texts.</summary>
    /// <param name="request">The request.</param>
    /// <param name="hold">Holds its admission until the answer has been sent.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="InferenceException">Thrown for every expected failure.</exception>
    public Task<TranslationAnswer> TranslateAsync(TranslationRequest request, RequestHold hold, CancellationToken cancellationToken) =>
        ObserveAsync(
            ModelTask.Translation,
            request.Texts.Count,
            request.Model,
            request.Variant,
            observation => TranslateAsync(request, hold, observation, cancellationToken)
        );

    /// <summary>Classifies the request's texts.</summary>
    /// <exception cref="InferenceException">Thrown for every expected failure.</exception>
    public async Task<ClassificationAnswer> ClassifyAsync(ClassificationRequest request, CancellationToken cancellationToken)
    {
        using var hold = new RequestHold();
        return await ClassifyAsync(request, hold, cancellationToken);
    }

    /// <summary>Classifies the request's texts.</summary>
    /// <param name="request">The request.</param>
    /// <param name="hold">Holds its admission until the answer has been sent.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="InferenceException">Thrown for every expected failure.</exception>
    public Task<ClassificationAnswer> ClassifyAsync(ClassificationRequest request, RequestHold hold, CancellationToken cancellationToken) =>
        ObserveAsync(
            ModelTask.TextClassification,
            request.Texts.Count,
            request.Model,
            request.Variant,
            observation => ClassifyAsync(request, hold, observation, cancellationToken)
        );

    private async Task<TranslationAnswer> TranslateAsync(
        TranslationRequest request,
        RequestHold hold,
        RequestObservation observation,
        CancellationToken cancellationToken
    )
    {
        var characters = RequestRules.Check(request, _options);
        var time = TimeOf(request.Timeout);
        (var lent, var account) = await BeginAsync(
            models => OrCanary(ModelSelector.ForTranslation(models, request), request.Texts, null),
            request.Caller,
            characters,
            time,
            hold,
            observation,
            cancellationToken
        );
        using var loan = lent;
        (var model, var variant) = (loan.Model, loan.Variant);
        var served = (TranslationModel)loan.Served; // the selector returns only variants of the task
        var language = model.Definition.Manifest?.SourceLanguage;
        var started = _timeProvider.GetTimestamp();
        var (translations, tokenize, run) = await WithinTime(
            time,
            token => _translator.TranslateAsync(served, language, request, account, token),
            cancellationToken
        );
        var answer = new TranslationAnswer(model.Name, variant.Role, variant.Version, translations, Timing(started, tokenize, run));
        if (_replacement is { } replacement)
        {
            answer = await ReplacedAsync(
                answer,
                time - _timeProvider.GetElapsedTime(started),
                token => replacement.ReplaceAsync(model, variant, request, answer, token),
                cancellationToken
            );
        }

        account.Answered();
        observation.Answered(answer);
        _observer?.Observe(model, variant, request, answer);
        return answer;
    }

    private async Task<ClassificationAnswer> ClassifyAsync(
        ClassificationRequest request,
        RequestHold hold,
        RequestObservation observation,
        CancellationToken cancellationToken
    )
    {
        var characters = RequestRules.Check(request, _options);
        var time = TimeOf(request.Timeout);
        (var lent, var account) = await BeginAsync(
            models =>
                OrCanary(
                    ModelSelector.ForClassification(models, request, _modelsOptions.DefaultClassifier),
                    request.Texts,
                    request.TextPairs
                ),
            request.Caller,
            characters,
            time,
            hold,
            observation,
            cancellationToken
        );
        using var loan = lent;
        (var model, var variant) = (loan.Model, loan.Variant);
        var served = (ClassificationModel)loan.Served; // the selector returns only variants of the task
        var started = _timeProvider.GetTimestamp();
        var (results, scores, tokenize, run) = await WithinTime(
            time,
            token => _classifier.ClassifyAsync(served, request, account, token),
            cancellationToken
        );
        var answer = new ClassificationAnswer(model.Name, variant.Role, variant.Version, results, Timing(started, tokenize, run));
        if (_replacement is { } replacement)
        {
            answer = await ReplacedAsync(
                answer,
                time - _timeProvider.GetElapsedTime(started),
                token => replacement.ReplaceAsync(model, variant, request, answer, token),
                cancellationToken
            );
        }

        account.Answered();
        observation.Answered(answer);
        _observer?.Observe(model, variant, request, answer, scores);
        return answer;
    }

    /// <summary>
    /// Selects the model for a request and admits the request. A request for a model that must be loaded first is admitted while it waits.
    /// </summary>
    private async ValueTask<(ModelLoan Loan, RequestAccount Account)> BeginAsync(
        Func<IReadOnlyList<CatalogModel>, (CatalogModel Model, CatalogVariant Variant)> choose,
        RequestCaller? caller,
        long characters,
        TimeSpan time,
        RequestHold hold,
        RequestObservation observation,
        CancellationToken cancellationToken
    )
    {
        var loan = _catalog.Borrow(choose);
        try
        {
            (var name, var role) = loan is not null ? (loan.Model.Name, loan.Variant.Role) : Of(choose(_catalog.Models));
            observation.Means(name, role);
            var account = _admission.Enter(caller, characters, time);
            hold.Keep(account);
            return (loan ?? await WithinTime(time, token => _catalog.BorrowAsync(choose, token), cancellationToken), account);
        }
        catch
        {
            loan?.Dispose();
            throw;
        }

        static (string Name, VariantRole Role) Of((CatalogModel Model, CatalogVariant Variant) chosen) =>
            (chosen.Model.Name, chosen.Variant.Role);
    }

    private static (CatalogModel Model, CatalogVariant Variant) OrCanary(
        (CatalogModel Model, CatalogVariant Variant) chosen,
        IReadOnlyList<string> texts,
        IReadOnlyList<string>? pairs
    ) => (chosen.Model, chosen.Variant.For(chosen.Model.Name, texts, pairs));

    /// <summary>Measures a request, however it ends.</summary>
    private async Task<T> ObserveAsync<T>(
        ModelTask task,
        int texts,
        string? model,
        VariantRole? variant,
        Func<RequestObservation, Task<T>> answer
    )
    {
        using var observation = new RequestObservation(_meters, task, texts, _timeProvider);
        try
        {
            return await answer(observation);
        }
        catch (Exception exception) when (Note(exception))
        {
            throw; // never reached: recording it in the filter avoids a rethrow, which is most of the cost of a refusal
        }

        bool Note(Exception exception)
        {
            observation.Failed(exception, _catalog.Models.FirstOrDefault(known => known.Name == model)?.Name, variant);
            return false;
        }
    }

    /// <summary>Ends all requests in work, and all later ones, with <see cref="InferenceError.ModelNotReady"/>.</summary>
    public void StopAnswering() => _stopped.Cancel();

    public void Dispose()
    {
        _textWorkers.Dispose();
        _stopped.Dispose();
    }

    private TimeSpan TimeOf(TimeSpan? asked) => asked < _options.RequestTimeout ? asked.Value : _options.RequestTimeout;

    private RequestTiming Timing(long started, TimeSpan tokenize, RunTimes run) =>
        new(_timeProvider.GetElapsedTime(started), run.Queue, tokenize, run.Inference);

    /// <summary>Returns the answer that replaces the student's, if there is one within the remaining time.</summary>
    private async Task<T> ReplacedAsync<T>(
        T answer,
        TimeSpan left,
        Func<CancellationToken, ValueTask<T>> replace,
        CancellationToken cancellationToken
    )
    {
        if (left <= TimeSpan.Zero)
        {
            return answer;
        }

        try
        {
            return await WithinTime(left, async token => await replace(token).AsTask().WaitAsync(token), cancellationToken);
        }
        catch (Exception exception) when (exception is not InferenceException { Error: InferenceError.Cancelled })
        {
            return answer;
        }
    }

    /// <summary>Distinguishes a caller that disconnected from a request whose time ran out.</summary>
    private async Task<T> WithinTime<T>(TimeSpan time, Func<CancellationToken, Task<T>> answer, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(time, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token, _stoppedToken);
        try
        {
            return await answer(either.Token);
        }
        catch (OperationCanceledException exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new InferenceException(InferenceError.Cancelled, "The caller went away.", exception);
        }
        catch (OperationCanceledException exception) when (timeout.IsCancellationRequested)
        {
            throw new InferenceException(
                InferenceError.TimedOut,
                $"The request was not answered within {time.TotalSeconds:0.###} s ({(time < _options.RequestTimeout ? "the time that it asked for" : "Inference:RequestTimeout")}); send fewer or shorter texts, or allow more time.",
                exception
            );
        }
        catch (OperationCanceledException exception)
        {
            throw new InferenceException(InferenceError.ModelNotReady, "The server is shutting down; send the request again.", exception);
        }
    }
}
