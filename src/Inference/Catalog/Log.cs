using Microsoft.Extensions.Logging;
using TransformerService.Models;
using TransformerService.Models.Catalog;

namespace TransformerService.Inference.Catalog;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Loading models from {Path}; they run on {Provider}: {Reason}.")]
    public static partial void ReadingRepository(ILogger logger, string path, string provider, string reason);

    [LoggerMessage(
        8,
        LogLevel.Information,
        "Processor: {Cpu}. Integer products of int8 models that could saturate are {Int8Arithmetic} here."
    )]
    public static partial void RunsOn(ILogger logger, string cpu, string int8Arithmetic);

    [LoggerMessage(2, LogLevel.Information, "Model {Model}: {Role} ready, version {Version}, {ModelType}.")]
    public static partial void VariantReady(ILogger logger, string model, VariantRole role, string? version, string? modelType);

    [LoggerMessage(3, LogLevel.Error, "Model {Model} is not served: {Fault}")]
    public static partial void ModelFault(ILogger logger, string model, string fault);

    [LoggerMessage(4, LogLevel.Error, "Model {Model}: the variant in {Folder} is not served: {Fault}")]
    public static partial void VariantFault(ILogger logger, string model, string folder, string fault);

    [LoggerMessage(
        6,
        LogLevel.Error,
        "Models:DefaultClassifier is {Model}, but there is no classification model of that name: calls must name one."
    )]
    public static partial void NoDefaultClassifier(ILogger logger, string model);

    [LoggerMessage(
        9,
        LogLevel.Information,
        "What models passed cannot be written ({Reason}), so each start tries them again; name a file that can be written (Models:RecordPath)."
    )]
    public static partial void NoLoadRecord(ILogger logger, string reason);

    [LoggerMessage(7, LogLevel.Error, "Not ready to serve: {Reason}")]
    public static partial void NotReady(ILogger logger, string reason);

    [LoggerMessage(5, LogLevel.Warning, "Model {Model}: {Warning}")]
    public static partial void ModelWarning(ILogger logger, string model, string warning);

    /// <summary>Logs what is wrong with a model and its variants.</summary>
    public static void Faults(ILogger logger, ModelInfo info)
    {
        foreach (var fault in info.Faults)
        {
            ModelFault(logger, info.Name, fault);
        }

        foreach (var warning in info.Warnings)
        {
            ModelWarning(logger, info.Name, warning);
        }

        foreach (var variant in info.Variants.Where(variant => variant.State == ModelState.Failed))
        {
            foreach (var fault in variant.Faults)
            {
                VariantFault(logger, info.Name, variant.Folder, fault);
            }
        }
    }
}
