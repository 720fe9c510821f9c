using TransformerService.Models.Catalog;

namespace TransformerService.Inference.Catalog;

/// <summary>The models that the server has, loaded or not.</summary>
public sealed class ModelCatalog
{
    /// <summary>Reads the repository and loads every model; a faulty one does not stop the others.</summary>
    public Task LoadAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>All models by name.</summary>
    public IReadOnlyList<ModelInfo> Describe() => throw new NotImplementedException();

    /// <summary>One model.</summary>
    /// <exception cref="Models.Errors.InferenceException">There is none of that name.</exception>
    public ModelInfo Describe(string name) => throw new NotImplementedException();

    /// <summary>Why the server is not ready to serve, or <see langword="null"/> if it is.</summary>
    public string? WhyNotReady() => throw new NotImplementedException();
}
