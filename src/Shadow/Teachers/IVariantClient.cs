using TransformerService.Inference.Batching;
using TransformerService.Models.Errors;
using TransformerService.Models.Manifests;
using TransformerService.Models.Requests;
using TransformerService.Shadow.Records;

namespace TransformerService.Shadow.Teachers;

/// <summary>Answers samples a second time: a variant here, or a model on another server. Thread-safe.</summary>
public interface IVariantClient : IAsyncDisposable
{
    /// <summary>The variant's folder, or the other server's address.</summary>
    string Name { get; }

    /// <summary>Whether it answers, as far as is known without asking.</summary>
    TeacherStatus Status { get; }

    /// <summary>Whether a failure is the teacher's. Otherwise it does not take a text, or has too much to do.</summary>
    bool IsOfTheTeacher(Exception exception) =>
        exception
            is not InferenceException { Error: InferenceError.InvalidInput or InferenceError.InputTooLarge or InferenceError.Overloaded };

    /// <summary>Translates the request's texts; may throw any exception.</summary>
    Task<TranslationAnswer> TranslateAsync(TranslationRequest request, CancellationToken cancellationToken);

    /// <summary>Classifies the request's texts; may throw any exception.</summary>
    Task<ClassificationAnswer> ClassifyAsync(ClassificationRequest request, CancellationToken cancellationToken);

    /// <summary>Answers a request of another task; may throw any exception.</summary>
    Task<InferenceAnswer> AskAsync(InferenceRequest request, CancellationToken cancellationToken);
}

/// <summary>The state of a teacher.</summary>
/// <param name="State">Whether it answers.</param>
/// <param name="Version">The version that answers; <see langword="null"/> while it is unknown.</param>
/// <param name="Detail">Why it does not, for people to read.</param>
public sealed record TeacherStatus(ShadowVariantState State, string? Version, string? Detail);

/// <summary>Creates the client of a teacher on another server; it connects on first use.</summary>
/// <param name="address">The other server and its model.</param>
/// <param name="priority">Clients of different priorities at one address have limits of their own.</param>
public delegate IVariantClient RemoteTeacherFactory(RemoteTeacherAddress address, RunPriority priority);

/// <summary>The teacher's answer is malformed. The message never repeats a text.</summary>
public sealed class TeacherException(string message) : Exception(message);
