using TransformerService.Models.Requests;

namespace TransformerService.Shadow.Teachers;

/// <summary>Who answers samples again: a variant here, or a model on another server. Thread-safe.</summary>
public interface ITeacher : IAsyncDisposable
{
    /// <summary>The variant's folder, or the other server's address.</summary>
    string Name { get; }

    /// <summary>Whether it answers, as far as is known without asking.</summary>
    TeacherStatus Status { get; }

    /// <summary>Translates the request's texts; anything may be thrown.</summary>
    Task<TranslationAnswer> TranslateAsync(TranslationRequest request, CancellationToken cancellationToken);

    /// <summary>Classifies the request's texts; anything may be thrown.</summary>
    Task<ClassificationAnswer> ClassifyAsync(ClassificationRequest request, CancellationToken cancellationToken);
}
