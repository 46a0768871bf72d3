using Directives.Tests.Gateway;
using Directives.Tests.Support;
using Directives.V1;

namespace Directives.Tests.Web;

/// <summary>Who sees what.</summary>
[Collection(WebCollection.Name)]
public sealed class ViewingTests(WebFixture fixture)
{
    [Theory]
    [InlineData("oversight")]
    [InlineData("issuer")]
    [InlineData("admin")]
    public async Task Role_ThatOversees_SeesEveryDepartment(string role)
    {
        await using var visitor = await fixture.VisitAsync(role);
        foreach (var department in new[] { "punjab", "kasur", "law", "sgad-regulations" })
            Assert.Equal(200, (await visitor.GoAsync($"/directive?number={SmallProvince.Number}&department={department}")).Status);
    }

    [Theory]
    [InlineData("lahore-division/commissioner", "lahore-division", "lahore-division kasur", "punjab sgad law sgad-regulations")]
    [InlineData("kasur/deputy-commissioner", "kasur", "kasur", "lahore-division punjab sgad")]
    public async Task HeadOfADepartment_SeesHisSubtreeOnly(string post, string own, string seen, string hidden)
    {
        await using var visitor = (await fixture.VisitAsync(asPost: post)).ExpectingTrouble();
        await visitor.GoAsync("/");
        Assert.Equal(own, await visitor.Page.Locator($".directive[data-directive='{SmallProvince.Number}']").GetAttributeAsync("data-department"));

        await visitor.GoAsync($"/directive?number={SmallProvince.Number}");
        var expected = await fixture.Gateway.Oversight.GetComplianceAsync(
            new GetComplianceRequest { Directive = SmallProvince.Number, Department = own }, fixture.Gateway.AsRole("oversight"));
        await visitor.CountsAsync("served", expected.Total.Tally.Served);
        Assert.Equal(0, await visitor.Page.Locator(".order-text").CountAsync());

        foreach (var department in seen.Split(' '))
            Assert.Equal(200, (await visitor.GoAsync($"/directive?number={SmallProvince.Number}&department={department}")).Status);
        foreach (var department in hidden.Split(' '))
        {
            foreach (var address in new[] { "/directive", "/counts", "/timeline", "/live/directive" })
            {
                var status = (await visitor.Page.APIRequest.GetAsync($"{address}?number={SmallProvince.Number}&department={department}")).Status;
                Assert.True(status == 403, $"{post} asked {address} for {department} and got {status}.");
            }
        }
    }

    [Fact]
    public async Task OfficerWhoHeadsNothing_SeesNothing()
    {
        await using var visitor = (await fixture.VisitAsync(asPost: "law/law-officer")).ExpectingTrouble();
        foreach (var address in new[] { "/", $"/directive?number={SmallProvince.Number}", $"/directive?number={SmallProvince.Number}&department=law" })
        {
            Assert.Equal(403, (await visitor.GoAsync(address)).Status);
            await visitor.ShowsAsync("h1", "Not open to you");
        }
    }

    [Fact]
    public async Task Get_GrainFails_SaysThatItFailedAndNothingElse()
    {
        const string secret = "the disk at /var/lib is gone";
        var failing = false;
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        await using var gateway = (await TestGateway.StartAsync(database, configure: builder => GrainFaults.Add(
            builder, _ => failing ? throw new InvalidDataException(secret) : Task.CompletedTask)))
            .Expecting("Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware");
        await using var visitor = (await fixture.VisitAsync(gateway: gateway)).ExpectingTrouble();
        failing = true;
        Assert.Equal(500, (await visitor.GoAsync("/")).Status);
        await visitor.ShowsAsync("h1", "That did not work");
        Assert.DoesNotContain(secret, await visitor.Page.ContentAsync(), StringComparison.Ordinal);
        failing = false;
        Assert.Equal(200, (await visitor.GoAsync("/")).Status);
        await visitor.ShowsAsync("h2", "No directive has been issued yet.");
    }

    [Theory]
    [InlineData("/directive?number=NONE/1")]
    [InlineData("/directive")]
    [InlineData("/directive?number=SGAD/2020/14&department=nowhere")]
    [InlineData("/directive?number=SGAD/2020/14&department=..%2F..")]
    [InlineData("/directive?number=%3Cscript%3E")]
    [InlineData("/nothing")]
    [InlineData("/problem")]
    public async Task Get_WhatIsNotThere_SaysSo(string address)
    {
        await using var visitor = (await fixture.VisitAsync()).ExpectingTrouble();
        Assert.Equal(404, (await visitor.GoAsync(address)).Status);
        await visitor.ShowsAsync("h1", "Not found");
    }
}
