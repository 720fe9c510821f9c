using TransformerService.Models;
using TransformerService.Models.Requests;
using TransformerService.Shadow.Records;
using TransformerService.Shadow.Teachers;

namespace TransformerService.Shadow.Tests.Lanes;

/// <summary>A teacher that is told what to answer, and says its version only with an answer, as one on another server does.</summary>
internal sealed class SetTeacher : IVariantClient
{
    private string? _answered;

    /// <summary>The texts that it was asked about.</summary>
    public List<string> Asked { get; } = [];

    public string Version { get; set; } = "v1";

    /// <summary>What it throws.</summary>
    public Exception? Failure { get; set; }

    /// <summary>A text that it fails on.</summary>
    public string? FailsOn { get; set; }

    /// <summary>What it waits for before it answers; nothing cancels it.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>How long it says that the model ran.</summary>
    public TimeSpan Inference { get; set; }

    public string Name => "set";

    public TeacherStatus Status => new(ShadowVariantState.Ready, _answered, null);

    public async Task<ClassificationAnswer> ClassifyAsync(ClassificationRequest request, CancellationToken cancellationToken)
    {
        Asked.AddRange(request.Texts);
        if (Failure is not null)
        {
            throw Failure;
        }

        if (FailsOn is not null && request.Texts.Contains(FailsOn))
        {
            throw new InvalidOperationException("This text is one too many.");
        }

        await Gate;
        _answered = Version;
        return new ClassificationAnswer(
            "m",
            VariantRole.Teacher,
            Version,
            [.. request.Texts.Select(_ => new ClassifiedText([new LabelScore("joy", 0.8), new LabelScore("other", 0.2)], 3, false))],
            new RequestTiming(Inference, default, default, Inference)
        );
    }

    public Task<TranslationAnswer> TranslateAsync(TranslationRequest request, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<InferenceAnswer> AskAsync(InferenceRequest request, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
