using TransformerService.Inference.Admission;
using TransformerService.Models;
using TransformerService.Models.Errors;
using TransformerService.Models.Glossaries;

namespace TransformerService.Inference.Catalog;

/// <summary>The glossaries of models: the one in each model's files, or the one that an operator has set in this process.</summary>
public sealed class GlossaryService
{
    private readonly ModelCatalog _catalog;

    internal GlossaryService(ModelCatalog catalog) => _catalog = catalog;

    /// <summary>The glossary in force.</summary>
    /// <exception cref="InferenceException">There is no such model, or it does not translate.</exception>
    public Glossary Get(string name) => Find(name).Glossary;

    /// <summary>Sets the glossary of a model, until the process ends, the next change, or the next reload of the model.</summary>
    /// <param name="name">The model.</param>
    /// <param name="entries">The entries; <see langword="null"/> for those of the model's files.</param>
    /// <param name="cancellationToken">Cancels the wait for other changes.</param>
    /// <exception cref="InferenceException">There is no such model, it does not translate, or an entry is wrong.</exception>
    public Task<Glossary> SetAsync(string name, IReadOnlyList<GlossaryEntry>? entries, CancellationToken cancellationToken)
    {
        var glossary = entries is null ? null : GlossaryRules.Of("entries", entries, Glossary.MostOfModel);
        return _catalog.ChangeAsync(
            updater => Task.FromResult(updater.Versions.Published(Find(name) with { SetGlossary = glossary }).Glossary),
            cancellationToken
        );
    }

    private CatalogModel Find(string name)
    {
        var model = _catalog.Models.FirstOrDefault(model => model.Name == name) ?? throw InferenceException.NoSuchModel();
        return model.Task == ModelTask.Translation ? model : throw InferenceException.Invalid("Only translation models have a glossary.");
    }
}
