using System.Reflection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Configuration;
using TransformerService.Models;
using TransformerService.Models.Catalog;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Compatibility.OpenInference;

/// <summary>Describes the server and its models as the protocol and Triton do, and finds the versions that requests name.</summary>
internal sealed class ModelDescriptions(
    ModelCatalog catalog,
    ModelCounts counts,
    HealthCheckService health,
    IOptions<InferenceOptions> inference
)
{
    /// <summary>Why a model is not unloaded.</summary>
    public const string NoUnload = "Models are not unloaded by calls; remove the model's folder, and load it.";

    private const string Platform = "onnxruntime_onnx",
        Backend = "onnxruntime",
        Ready = "READY";

    /// <summary>The server.</summary>
    public static ServerMetadataBody Server { get; } =
        new(
            "transformer-service",
            typeof(ModelDescriptions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
            ["binary_tensor_data", "model_configuration", "model_repository", "parameters", "schedule_policy", "statistics"]
        );

    /// <summary>The model of a name, and the variant whose version is asked for; <see langword="null"/> for the default.</summary>
    /// <exception cref="InferenceException">There is no such model, or no such version answers.</exception>
    public (ModelInfo Model, VariantRole? Variant) Find(string name, string? version)
    {
        var model = catalog.Describe(name);
        return string.IsNullOrEmpty(version) ? (model, null)
            : model.Variants.FirstOrDefault(variant => Answers(variant, version)) is { } found ? (model, found.Role)
            : throw new InferenceException(
                InferenceError.ModelNotFound,
                "No such version of the model answers; GET /v2/models/NAME lists those that do. Leave the version out for the current one."
            );
    }

    /// <summary>Checks that a call to load a model has no parameter that would replace its files.</summary>
    public static void RequireOwnFiles(IEnumerable<string> parameters)
    {
        if (parameters.Any(static name => name == "config" || name.StartsWith("file:", StringComparison.Ordinal)))
        {
            throw InferenceException.Invalid("Models are loaded as they are in the repository; leave out 'config' and 'file:' parameters.");
        }
    }

    /// <summary>Whether the server answers.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken) =>
        (await health.CheckHealthAsync(cancellationToken)).Status != HealthStatus.Unhealthy;

    /// <summary>Whether a model answers.</summary>
    /// <exception cref="InferenceException">There is no such model, or no such version answers.</exception>
    public bool IsReady(string name, string? version)
    {
        var (model, role) = Find(name, version);
        return (role is null ? model.State : model.Variants.First(variant => variant.Role == role).State) == ModelState.Ready;
    }

    public ModelMetadataBody Metadata(string name, string? version)
    {
        var (model, _) = Find(name, version);
        var task = TensorTasks.Of(model);
        return new ModelMetadataBody(
            model.Name,
            [.. model.Variants.Select(static variant => variant.Version).OfType<string>()],
            Platform,
            [.. task.Inputs.Select(ToBody)],
            [.. task.Outputs(model).Select(ToBody)]
        );
    }

    public ModelConfigBody Configuration(string name, string? version)
    {
        var (model, _) = Find(name, version);
        var task = TensorTasks.Of(model);
        return new ModelConfigBody(
            model.Name,
            Platform,
            Backend,
            new VersionPolicyBody(new LatestVersionsBody(1)),
            task.IsBatched ? inference.Value.MaxTextsPerRequest : 0,
            [.. task.Inputs.Select(tensor => ToConfig(tensor, task.IsBatched))],
            [.. task.Outputs(model).Select(tensor => ToConfig(tensor, task.IsBatched))]
        );
    }

    /// <summary>The models of the repository.</summary>
    /// <param name="readyOnly">Whether only those that answer are listed.</param>
    public IReadOnlyList<ModelIndexBody> Index(bool readyOnly) =>
        [.. catalog.Describe().Select(ToIndex).Where(model => !readyOnly || model.State == Ready)];

    /// <summary>What one model has done, or every model.</summary>
    public StatisticsBody Statistics(string? name, string? version) =>
        new([
            .. (
                string.IsNullOrEmpty(name) ? catalog.Describe().Select(static model => (model, (VariantRole?)null)) : [Find(name, version)]
            ).Select(((ModelInfo Model, VariantRole? Variant) found) => counts.Of(found.Model.Name, VersionOf(found.Model, found.Variant))),
        ]);

    private static bool Answers(VariantInfo variant, string version) =>
        variant.Version == version
        || variant.Versions.Any(one =>
            one.Current && one.Folder.LastIndexOf('/') is >= 0 and var end && one.Folder[(end + 1)..] == version
        );

    private static string? VersionOf(ModelInfo model, VariantRole? role) =>
        model.Variants.FirstOrDefault(variant => role is null || variant.Role == role)?.Version;

    private static ModelIndexBody ToIndex(ModelInfo model) =>
        new(
            model.Name,
            VersionOf(model, null),
            model.State switch
            {
                ModelState.Ready => Ready,
                ModelState.Loading => "LOADING",
                _ => "UNAVAILABLE",
            },
            string.Join(
                ' ',
                model.State == ModelState.Failed ? model.Faults.Concat(model.Variants.SelectMany(static variant => variant.Faults)) : []
            )
        );

    private static TensorMetadataBody ToBody(TensorInfo tensor) => new(tensor.Name, tensor.Datatype, tensor.Shape);

    private static TensorConfigBody ToConfig(TensorInfo tensor, bool isBatched) =>
        new(
            tensor.Name,
            tensor.Datatype == TensorInfo.Bytes ? TensorInfo.StringType : "TYPE_FP32",
            isBatched ? [.. tensor.Shape.Skip(1)] : tensor.Shape,
            tensor.IsOptional ? true : null
        );
}
