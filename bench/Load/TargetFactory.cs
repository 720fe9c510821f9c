using TransformerService.Load.Targets;

namespace TransformerService.Load;

/// <summary>Makes targets by their names on the command line.</summary>
/// <param name="Task"><c>translation</c> or <c>text-classification</c>.</param>
/// <param name="Model">The model's name, where a target serves several.</param>
/// <param name="Models">A model repository, for the engine.</param>
/// <param name="Variant">A variant's folder, for the loop.</param>
/// <param name="Urls">Addresses by target.</param>
internal sealed record TargetFactory(string Task, string? Model, string Models, string Variant, IReadOnlyDictionary<string, Uri> Urls)
{
    /// <summary>The names.</summary>
    public static readonly string[] Names = ["rest", "engine", "loop", "node"];

    /// <exception cref="LoadException">There is no such target, or it needs an address.</exception>
    public async Task<ILoadTarget> OpenAsync(string name, CancellationToken cancellationToken) => name switch
    {
        "engine" => await EngineTarget.OpenAsync(Models, Task, Model, cancellationToken),
        "loop" when Task == "translation" => new LoopTarget(Variant, Environment.ProcessorCount),
        "loop" => throw new LoadException("The loop translates only."),
        "rest" or "node" => new RestTarget(
            name, Urls.TryGetValue(name, out Uri? url) ? url : throw new LoadException($"Give the address of {name}: --url {name}=http://…"), Task, name == "rest" ? Model : null),
        _ => throw new LoadException($"There is no target '{name}': {string.Join(", ", Names)}."),
    };
}
