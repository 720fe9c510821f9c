using Shouldly;
using TransformerService.Models.Manifests;
using Xunit;

namespace TransformerService.Models.Tests.Repository;

public sealed class RemoteTeacherAddressTests
{
    [Theory]
    [InlineData("grpc://host:8081/en-fr", false)]
    [InlineData("grpcs://host:8443/en-fr", true)]
    public void Parse_EitherScheme_SaysWhetherItIsTls(string text, bool isTls)
    {
        RemoteTeacherAddress.IsMeant(text).ShouldBeTrue();
        var address = RemoteTeacherAddress.Parse(text);

        address.ShouldNotBeNull().IsTls.ShouldBe(isTls);
        address.ToString().ShouldBe(text);
    }
}
