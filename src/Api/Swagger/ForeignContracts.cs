using System.Text.Json;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace TransformerService.Api.Swagger;

/// <summary>Names the fields of the bodies of other servers' APIs as their JSON does.</summary>
/// <param name="native">Names those of the native bodies.</param>
/// <param name="documents">The APIs.</param>
internal sealed class ForeignContracts(ISerializerDataContractResolver native, IEnumerable<ForeignDocument> documents)
    : ISerializerDataContractResolver
{
    private readonly Dictionary<string, ISerializerDataContractResolver> _byNamespace = documents.ToDictionary(
        static document => document.Failure.Namespace ?? "",
        static ISerializerDataContractResolver (document) =>
            new JsonSerializerDataContractResolver(new JsonSerializerOptions { PropertyNamingPolicy = document.Naming })
    );

    public DataContract GetDataContractForType(Type type) =>
        _byNamespace.GetValueOrDefault(type.Namespace ?? "", native).GetDataContractForType(type);
}
